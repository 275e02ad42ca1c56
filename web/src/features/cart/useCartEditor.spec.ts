import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import type { Cart, CartLine } from '@/api'
import { useCart } from '@/composables/useCart'
import { FakeHall } from '@/testing/fakeHall'
import { mountPage } from '@/testing/mountPage'
import { useCartEditor } from './useCartEditor'

const line = (id: number, quantity: number): CartLine => ({
  id,
  product_id: id * 10,
  vendor_id: 2,
  vendor_name: 'Burger Hub',
  name: `Dish ${id}`,
  quantity,
  add_ons: [],
})
const cart = (...lines: CartLine[]): Cart => ({ currency: 'PHP', lines, problems: [], quote: null })
const PATCH = 'PATCH /api/cart/lines/1'

let hall: FakeHall
beforeEach(() => {
  vi.useFakeTimers()
  sessionStorage.clear()
  hall = new FakeHall()
  hall.answer('GET /api/cart', 200, cart(line(1, 2), line(2, 1)))
})
afterEach(() => {
  vi.useRealTimers()
})

async function editor() {
  let parts: ReturnType<typeof useCartEditor> | undefined
  const Editor = defineComponent({
    setup() {
      parts = useCartEditor(useCart().data)
      return () => h('div')
    },
  })
  const { page } = await mountPage(Editor)
  await flushPromises()
  if (!parts) throw new Error('it was not set up')
  const first = parts.lines.value[0]
  if (!first) throw new Error('the cart is empty')
  return { ...parts, first, page }
}

it('several presses are shown at once, and sent as one', async () => {
  const { first, quantityOf, setQuantity, isSettled } = await editor()
  hall.answer(PATCH, 200, cart(line(1, 5), line(2, 1)))
  for (const quantity of [3, 4, 5]) setQuantity(first, quantity)
  expect([quantityOf(first), isSettled.value]).toEqual([5, false])
  await vi.advanceTimersByTimeAsync(400)
  expect(hall.count(PATCH)).toBe(1)
  expect(hall.asked.at(-1)?.body).toEqual({ quantity: 5 })
  expect(isSettled.value).toBe(true)
})

it('a press that nobody waited for is sent when the page is left', async () => {
  const { first, setQuantity, page } = await editor()
  hall.answer(PATCH, 200, cart(line(1, 3)))
  setQuantity(first, 3)
  page.unmount()
  await flushPromises()
  expect(hall.count(PATCH)).toBe(1)
})

it('a change that is refused is taken back', async () => {
  const { first, quantityOf, setQuantity } = await editor()
  hall.refuse(PATCH, 422, 'invalid')
  setQuantity(first, 50)
  await vi.advanceTimersByTimeAsync(400)
  expect(quantityOf(first)).toBe(2)
})

it('a change without a network waits for it, and is not taken back', async () => {
  const { first, quantityOf, setQuantity } = await editor()
  hall.isAway = true
  setQuantity(first, 4)
  await vi.advanceTimersByTimeAsync(5_000)
  expect(quantityOf(first)).toBe(4)
  hall.isAway = false
  hall.answer(PATCH, 200, cart(line(1, 4)))
  await vi.advanceTimersByTimeAsync(5_000)
  expect(hall.asked.findLast(({ call }) => call === PATCH)?.body).toEqual({ quantity: 4 })
})

it('a line that is removed is gone at once, and stays where it cannot be removed', async () => {
  const { first, lines, remove } = await editor()
  hall.refuse('DELETE /api/cart/lines/1', 500, 'internal')
  const removing = remove(first)
  expect(lines.value.map(({ id }) => id)).toEqual([2])
  await removing
  expect(lines.value.map(({ id }) => id)).toEqual([1, 2])
})
