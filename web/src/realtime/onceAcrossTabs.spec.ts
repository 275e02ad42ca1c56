import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { claimEvery, claimOnce } from './onceAcrossTabs'

/** Locks as a browser has them: one after the other, and not at once. */
function fakeLocks(): LockManager {
  let tail = Promise.resolve()
  return {
    request: (_name: string, act: () => unknown) => {
      const turn = tail.then(async () => {
        await Promise.resolve()
        await act()
      })
      tail = turn
      return turn
    },
  } as unknown as LockManager
}

beforeEach(() => localStorage.clear())
afterEach(() => vi.useRealTimers())

describe.each([
  ['with Web Locks', fakeLocks()],
  ['on a page without https, which has none', undefined],
])('%s', (_, locks) => {
  beforeEach(() => {
    Object.defineProperty(navigator, 'locks', { value: locks, configurable: true })
  })

  it('of many tabs that claim the same, one gets it', async () => {
    const claims = await Promise.all(Array.from({ length: 8 }, () => claimOnce('order 7')))
    expect(claims.filter(Boolean)).toHaveLength(1)
    expect(await claimOnce('order 7')).toBe(false)
  })

  it('different things are claimed apart', async () => {
    expect(await claimOnce('order 7')).toBe(true)
    expect(await claimOnce('order 8')).toBe(true)
  })

  it('what is claimed for a while can be claimed again after it', async () => {
    vi.useFakeTimers()
    expect(await claimEvery('ring', 4_000)).toBe(true)
    vi.advanceTimersByTime(3_999)
    expect(await claimEvery('ring', 4_000)).toBe(false)
    vi.advanceTimersByTime(1)
    expect(await claimEvery('ring', 4_000)).toBe(true)
  })

  it('the oldest claims are forgotten, so that the browser’s storage does not fill', async () => {
    for (let order = 0; order < 320; order += 1) await claimOnce(`order ${order}`)
    expect(JSON.parse(localStorage.getItem('hawker.claims') ?? '[]')).toHaveLength(300)
    expect(await claimOnce('order 319')).toBe(false)
  })

  it('a ledger that cannot be read does not keep the ring silent', async () => {
    localStorage.setItem('hawker.claims', '{broken')
    expect(await claimOnce('order 7')).toBe(true)
  })
})
