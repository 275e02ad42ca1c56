import { useQueryClient } from '@tanstack/vue-query'
import { flushPromises } from '@vue/test-utils'
import { beforeEach, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'
import { queryKeys, type Cart } from '@/api'
import { FakeHall } from '@/testing/fakeHall'
import { mountPage } from '@/testing/mountPage'
import { isCartChanging, requestedLine, useCart, useCartWrites } from './useCart'

const line = { id: 1, product_id: 7, vendor_id: 2, vendor_name: 'Burger Hub', name: 'Fries', add_ons: [] }
const cart = (quantity: number): Cart => ({
  currency: 'PHP',
  lines: [{ ...line, quantity }],
  problems: [],
  quote: null,
})

let hall: FakeHall
beforeEach(() => {
  hall = new FakeHall()
  hall.answer('GET /api/cart', 200, cart(1))
})

async function opened() {
  let parts: (ReturnType<typeof useCart> & { write: ReturnType<typeof useCartWrites> }) | undefined
  const Opener = defineComponent({
    setup() {
      parts = { ...useCart(), write: useCartWrites() }
      useQueryClient()
      return () => h('div')
    },
  })
  const { queryClient } = await mountPage(Opener)
  await flushPromises()
  if (!parts) throw new Error('it was not set up')
  return { ...parts, shown: () => queryClient.getQueryData<Cart>(queryKeys.cart)?.lines[0]?.quantity }
}

it('counts portions, not lines', async () => {
  hall.answer('GET /api/cart', 200, { ...cart(3), lines: [...cart(3).lines, ...cart(2).lines] })
  const { portions } = await opened()
  expect(portions.value).toBe(5)
})

it('shows what a write answers without asking again', async () => {
  const { write, shown } = await opened()
  await write(async () => cart(4))
  expect(shown()).toBe(4)
  expect(hall.count('GET /api/cart')).toBe(1)
})

it('asks for the cart after writes that overlapped, whichever was answered last', async () => {
  const { write, shown } = await opened()
  let answerFirst: (cart: Cart) => void = () => undefined
  const first = write(() => new Promise((resolve) => (answerFirst = resolve)))
  await write(async () => cart(9))
  expect(isCartChanging.value).toBe(true)
  hall.answer('GET /api/cart', 200, cart(6))
  answerFirst(cart(2))
  await first
  await flushPromises()
  expect(isCartChanging.value).toBe(false)
  expect(shown()).toBe(6)
})

it('asks for the cart after a write that failed', async () => {
  const { write } = await opened()
  await expect(write(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  await flushPromises()
  expect(hall.count('GET /api/cart')).toBe(2)
})

it('a line is asked for with its extras and its note, and without their names', () => {
  const add_ons = [{ add_on_id: 3, name: 'Gravy', quantity: 2 }]
  expect(requestedLine({ ...line, quantity: 2, add_ons, note: 'hot' })).toEqual({
    product_id: 7,
    quantity: 2,
    add_ons: [{ add_on_id: 3, quantity: 2 }],
    note: 'hot',
  })
})
