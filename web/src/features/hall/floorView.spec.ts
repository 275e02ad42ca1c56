import { describe, expect, it } from 'vitest'
import type { FloorVendor } from '@/api'
import { arrange, clockAhead, floorState, FRESH_MS, type Stall } from './floorView'

const NOW = Date.parse('2026-11-22T04:00:00Z')
const secondsAgo = (seconds: number): string => new Date(NOW - seconds * 1000).toISOString()

let id = 0
function stall(brand_name: string, more: Partial<FloorVendor> = {}): FloorVendor {
  id += 1
  return {
    id,
    brand_name,
    letter_code: 'B',
    is_active: true,
    is_paused: false,
    pending: 0,
    accepted: 0,
    ready: 0,
    oldest_pending_at: null,
    screens_online: 1,
    ...more,
  }
}

const waiting = (brand_name: string, seconds: number, more: Partial<FloorVendor> = {}): FloorVendor =>
  stall(brand_name, { pending: 1, oldest_pending_at: secondsAgo(seconds), ...more })

function names(vendors: FloorVendor[]): Record<string, string[]> {
  const groups = Object.entries(arrange(vendors, NOW))
  return Object.fromEntries(
    groups.map(([group, stalls]) => [group, stalls.map(({ vendor }: Stall) => vendor.brand_name)]),
  )
}

describe('the floor', () => {
  it('shows first who lets people wait longest, then who cannot see their orders', () => {
    const floor = [
      stall('quiet'),
      waiting('soon', 30),
      stall('unwatched', { screens_online: 0 }),
      waiting('late', 301),
      waiting('unseen', 10, { screens_online: 0 }),
      waiting('later', 900),
    ]
    expect(names(floor)).toEqual({
      attention: ['later', 'late', 'unseen', 'unwatched'],
      open: ['soon', 'quiet'],
      resting: [],
    })
  })

  it('lets stalls rest that are paused or switched off, unless somebody waits there', () => {
    const floor = [
      stall('off', { is_active: false, screens_online: 0 }),
      stall('paused', { is_paused: true, screens_online: 0 }),
      waiting('paused and late', 600, { is_paused: true }),
    ]
    expect(names(floor)).toEqual({ attention: ['paused and late'], open: [], resting: ['paused', 'off'] })
  })

  it('does not take unknown screens for none', () => {
    expect(names([stall('hosted', { screens_online: null })]).open).toEqual(['hosted'])
  })

  it.each([
    [0, 'fresh'],
    [119, 'fresh'],
    [120, 'waiting'],
    [299, 'waiting'],
    [300, 'late'],
  ])('an order that waits %i seconds is %s', (seconds, urgency) => {
    const [first] = Object.values(arrange([waiting('a', seconds)], NOW)).flat()
    expect(first).toMatchObject({ urgency, waitingSeconds: seconds })
  })

  it('keeps equals in one order, whatever order they come in', () => {
    const [a, b, c] = [stall('Adobo'), stall('Batchoy'), stall('Champorado')]
    expect(names([c, a, b])).toEqual(names([b, c, a]))
  })
})

describe('how true the picture is', () => {
  it('is not known before the first answer', () => {
    expect(floorState(0, false, NOW)).toEqual({ is: 'connecting' })
  })

  it('is live only while the last answer is fresh', () => {
    expect(floorState(NOW - FRESH_MS, false, NOW)).toEqual({ is: 'live' })
    expect(floorState(NOW - FRESH_MS - 1, false, NOW)).toEqual({ is: 'behind', since: NOW - FRESH_MS - 1 })
  })

  it('is behind as soon as an answer fails', () => {
    expect(floorState(NOW - 100, true, NOW)).toEqual({ is: 'behind', since: NOW - 100 })
  })
})

it('a wrong clock is corrected, and the network’s jitter is not followed', () => {
  expect(clockAhead(0, NOW, NOW - 90_000)).toBe(90_000)
  expect(clockAhead(90_000, NOW, NOW - 90_400)).toBe(90_000)
})
