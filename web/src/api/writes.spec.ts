import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FakeHall } from '@/testing/fakeHall'
import type { Write } from './writes'

const ACCEPT = 'PATCH /api/vendor/orders/7/accept'
const accept = (version = 1): Write => ({
  method: 'PATCH',
  path: '/api/vendor/orders/7/accept',
  body: { version },
  key: 'order 7',
  label: { text: 'counter.accept' },
})

let hall: FakeHall

/** The module as a freshly loaded page has it. */
async function page() {
  vi.resetModules()
  const { heldWrites, sendWrite } = await import('./writes')
  return { heldWrites, sendWrite, waiting: () => heldWrites.list.value.map(({ key }) => key) }
}

beforeEach(() => {
  vi.useFakeTimers()
  sessionStorage.clear()
  hall = new FakeHall()
  hall.answer(ACCEPT, 200, { status: 'accepted' })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('a write', () => {
  it('goes out at once while the hall is there', async () => {
    const { sendWrite, waiting } = await page()
    expect(await sendWrite(accept())).toEqual({ status: 'accepted' })
    expect(waiting()).toEqual([])
  })

  it('waits while the network is away, and is answered when it went out', async () => {
    const { sendWrite, waiting } = await page()
    hall.isAway = true
    const answer = sendWrite(accept())
    await vi.advanceTimersByTimeAsync(10_000)
    expect(waiting()).toEqual(['order 7'])
    hall.isAway = false
    await vi.advanceTimersByTimeAsync(3_000)
    expect(await answer).toEqual({ status: 'accepted' })
    expect(waiting()).toEqual([])
  })

  it('goes out as soon as the device says that the network is back', async () => {
    const { heldWrites, sendWrite } = await page()
    heldWrites.start()
    hall.isAway = true
    const answer = sendWrite(accept())
    await vi.advanceTimersByTimeAsync(100)
    hall.isAway = false
    window.dispatchEvent(new Event('online'))
    await vi.advanceTimersByTimeAsync(0)
    expect(await answer).toEqual({ status: 'accepted' })
  })

  it('is refused to whoever waits, and does not hold up the others', async () => {
    const { sendWrite, waiting } = await page()
    hall.isAway = true
    const refused = sendWrite(accept()).catch((error: unknown) => error)
    const other = sendWrite({ ...accept(), path: '/api/vendor/orders/8/accept', key: 'order 8' })
    hall.refuse(ACCEPT, 409, 'moved_on')
    hall.answer('PATCH /api/vendor/orders/8/accept', 200, { id: 8 })
    await vi.advanceTimersByTimeAsync(0)
    hall.isAway = false
    await vi.advanceTimersByTimeAsync(3_000)
    expect(await refused).toMatchObject({ name: 'ApiProblem', code: 'moved_on' })
    expect(await other).toEqual({ id: 8 })
    expect(waiting()).toEqual([])
  })

  it('that is refused at once is not held', async () => {
    const { sendWrite, waiting } = await page()
    hall.refuse(ACCEPT, 409, 'moved_on')
    await expect(sendWrite(accept())).rejects.toMatchObject({ code: 'moved_on' })
    expect(waiting()).toEqual([])
  })

  it('outlives the page, with its key, and a refusal then is told of', async () => {
    const first = await page()
    hall.isAway = true
    void first.sendWrite({ ...accept(), headers: { 'Idempotency-Key': 'k1' } })
    await vi.advanceTimersByTimeAsync(0)

    const second = await page()
    const refused = vi.fn()
    second.heldWrites.onRefused = refused
    expect(second.waiting()).toEqual(['order 7'])
    hall.isAway = false
    hall.refuse(ACCEPT, 409, 'moved_on')
    second.heldWrites.start()
    await vi.advanceTimersByTimeAsync(0)
    expect(hall.asked.at(-1)?.headers.get('Idempotency-Key')).toBe('k1')
    expect(refused).toHaveBeenCalledOnce()
    expect(second.waiting()).toEqual([])
  })

  it('takes the place of one of the same name that waits', async () => {
    const { sendWrite, waiting } = await page()
    hall.isAway = true
    const first = sendWrite(accept(1)).catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(0)
    const second = sendWrite(accept(2))
    expect(await first).toMatchObject({ name: 'AbortError' })
    expect(waiting()).toEqual(['order 7'])
    hall.isAway = false
    await vi.advanceTimersByTimeAsync(3_000)
    expect(await second).toEqual({ status: 'accepted' })
    expect(hall.asked.at(-1)?.body).toEqual({ version: 2 })
  })

  it('waits for a hall that is being restarted behind its proxy', async () => {
    const { sendWrite } = await page()
    hall.refuse(ACCEPT, 502, 'unknown')
    const answer = sendWrite(accept())
    await vi.advanceTimersByTimeAsync(0)
    hall.answer(ACCEPT, 200, { status: 'accepted' })
    await vi.advanceTimersByTimeAsync(3_000)
    expect(await answer).toEqual({ status: 'accepted' })
  })

  it('goes out in nobody else’s name', async () => {
    const { heldWrites, sendWrite, waiting } = await page()
    hall.isAway = true
    const answer = sendWrite(accept()).catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(0)
    heldWrites.drop()
    expect(waiting()).toEqual([])
    expect(await answer).toMatchObject({ name: 'AbortError' })
    hall.isAway = false
    const asked = hall.asked.length
    await vi.advanceTimersByTimeAsync(10_000)
    expect(hall.asked).toHaveLength(asked)
  })
})
