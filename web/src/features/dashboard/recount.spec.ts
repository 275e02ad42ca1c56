import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Recount, REST_MS } from './recount'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => vi.useRealTimers())

function setUp() {
  const answers: { resolve: () => void; reject: () => void }[] = []
  const stale: boolean[] = []
  const count = vi.fn(
    () =>
      new Promise<void>((resolve, reject) =>
        answers.push({ resolve, reject: () => reject(new Error('away')) }),
      ),
  )
  const recount = new Recount({ count, onStale: (is) => stale.push(is) })
  const answer = async (at: number): Promise<void> => {
    answers[at]?.resolve()
    await vi.advanceTimersByTimeAsync(0)
  }
  return { recount, count, answers, answer, stale }
}

it('counts at once, and is true again when the count is back', async () => {
  const { recount, count, answer, stale } = setUp()
  recount.want()
  expect(count).toHaveBeenCalledOnce()
  await answer(0)
  expect(stale).toEqual([true, false])
})

it('counts once more for all that happened while it counted, and is stale until then', async () => {
  const { recount, count, answer, stale } = setUp()
  recount.want()
  recount.want()
  recount.want()
  await answer(0)
  expect(stale.at(-1)).toBe(true)
  await vi.advanceTimersByTimeAsync(REST_MS)
  expect(count).toHaveBeenCalledTimes(2)
  await answer(1)
  expect(stale.at(-1)).toBe(false)
})

it('rests between counts in a rush', async () => {
  const { recount, count, answer } = setUp()
  recount.want()
  await answer(0)
  recount.want()
  expect(count).toHaveBeenCalledOnce()
  await vi.advanceTimersByTimeAsync(REST_MS)
  expect(count).toHaveBeenCalledTimes(2)
})

it('stays stale while the hall is away, and tries again', async () => {
  const { recount, count, answers, answer, stale } = setUp()
  recount.want()
  answers[0]?.reject()
  await vi.advanceTimersByTimeAsync(0)
  expect(stale.at(-1)).toBe(true)
  await vi.advanceTimersByTimeAsync(2_000)
  expect(count).toHaveBeenCalledTimes(2)
  await answer(1)
  expect(stale.at(-1)).toBe(false)
})

it('counts nothing after its end', async () => {
  const { recount, count, answer } = setUp()
  recount.want()
  recount.want()
  recount.stop()
  await answer(0)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(count).toHaveBeenCalledOnce()
})
