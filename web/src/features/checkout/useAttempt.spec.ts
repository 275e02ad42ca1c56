import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import type { CheckoutRequest, User } from '@/api'
import { FakeHall } from '@/testing/fakeHall'

const PLACE = 'POST /api/customer/checkouts'
const placed = { id: 5, public_id: 'x', total: 100, orders: [] }
const request = (total: number): CheckoutRequest => ({
  table_number: '12',
  payment_method: 'cashier',
  expected_total: total,
  lines: [{ product_id: 1, quantity: 1 }],
  cart_lines: [1],
})
const user = (id: number): User => ({ id, name: 'Ana', email: 'ana@example.com', role: 'customer' })

let hall: FakeHall
beforeEach(() => {
  vi.useFakeTimers()
  sessionStorage.clear()
  hall = new FakeHall()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A page as it is after a load: with what the tab has kept, and nothing else. */
async function loaded(customer = user(1)) {
  vi.resetModules()
  const { mountPage } = await import('@/testing/mountPage')
  const { useSession } = await import('@/stores/session')
  const { useAttempt } = await import('./useAttempt')
  const Placer = defineComponent({ setup: () => () => h('div') })
  await mountPage(Placer)
  useSession().user = customer
  return useAttempt()
}

const keys = (): (string | null | undefined)[] =>
  hall.asked.filter(({ call }) => call === PLACE).map(({ headers }) => headers.get('Idempotency-Key'))
const failed = (attempt: Promise<unknown>): Promise<unknown> => attempt.catch((error: unknown) => error)

it('an attempt that waits for the network is sent with one key, however often', async () => {
  const attempt = await loaded()
  hall.isAway = true
  const answer = attempt.place(request(100))
  await vi.advanceTimersByTimeAsync(10_000)
  expect(attempt.isSending).toBe(true)
  hall.isAway = false
  hall.answer(PLACE, 201, placed)
  await vi.advanceTimersByTimeAsync(3_000)
  expect(await answer).toEqual(placed)
  expect(keys().length).toBeGreaterThan(1)
  expect(new Set(keys()).size).toBe(1)
})

it('an attempt without an answer is gone on with after a load of the page, under its key', async () => {
  const first = await loaded()
  hall.isAway = true
  void failed(first.place(request(100)))
  await vi.advanceTimersByTimeAsync(1_000)
  const second = await loaded()
  hall.isAway = false
  hall.answer(PLACE, 201, placed)
  const resumed = second.resume()
  await vi.advanceTimersByTimeAsync(3_000)
  expect(await resumed).toEqual(placed)
  expect(new Set(keys()).size).toBe(1)
  expect((await loaded()).resume()).toBeUndefined()
})

it('a refused attempt is over: the next has a key of its own', async () => {
  const attempt = await loaded()
  hall.refuse(PLACE, 409, 'total_changed', { quote: { total: 120, vendors: [] } })
  await failed(attempt.place(request(100)))
  expect(attempt.problem).toMatchObject({ code: 'total_changed' })
  hall.answer(PLACE, 201, placed)
  await attempt.place(request(120))
  expect(new Set(keys()).size).toBe(2)
  expect(attempt.problem).toBeUndefined()
})

it('an attempt of which nobody knows whether it was placed is sent again under its key, by hand only', async () => {
  const attempt = await loaded()
  hall.refuse(PLACE, 500, 'internal')
  await failed(attempt.place(request(100)))
  expect((await loaded()).resume()).toBeUndefined()
  hall.answer(PLACE, 201, placed)
  await attempt.place(request(100))
  expect(new Set(keys()).size).toBe(1)
})

it('an attempt of somebody else is not gone on with', async () => {
  const first = await loaded(user(1))
  hall.isAway = true
  void failed(first.place(request(100)))
  await flushPromises()
  expect((await loaded(user(2))).resume()).toBeUndefined()
})
