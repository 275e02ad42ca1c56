import { flushPromises } from '@vue/test-utils'
import { beforeEach, expect, it } from 'vitest'
import type { VendorMenu } from '@/api'
import { allByRole, byRole } from '@/testing/byRole'
import { FakeHall, HALL } from '@/testing/fakeHall'
import { mountPage } from '@/testing/mountPage'
import ProductSheet from './ProductSheet.vue'

const ADD = 'POST /api/cart/lines'
const bacon = { id: 3, name: 'Bacon', price: 4_500, max_quantity: 2, is_available: true }
const burger = { id: 7, name: 'Burger', price: 19_500, stock: null, is_available: true, add_ons: [bacon] }
const vendor: VendorMenu = {
  id: 2,
  brand_name: 'Burger Hub',
  letter_code: 'B',
  is_paused: false,
  payment_methods: ['cashier'],
  products: [],
}

let hall: FakeHall
beforeEach(() => {
  document.body.innerHTML = ''
  hall = new FakeHall()
  hall.answer('GET /api/hall', 200, HALL)
})

async function sheet(product: object = {}, stall: object = {}) {
  const dish = { vendor: { ...vendor, ...stall }, product: { ...burger, ...product } }
  const { page } = await mountPage(ProductSheet, { props: { dish, currency: 'PHP' } })
  await flushPromises()
  return page
}

const press = async (name: string | RegExp): Promise<void> => {
  byRole('button', name).click()
  await flushPromises()
}

it('puts what was chosen into the cart, and is done', async () => {
  hall.answer(ADD, 201, { currency: 'PHP', lines: [], problems: [], quote: null })
  const open = await sheet()
  await press('One more Bacon')
  await press('One more Quantity')
  expect(byRole('button', /Add to cart/).textContent).toContain('480.00')
  byRole('button', /Add to cart/)
    .closest('[role="dialog"]')
    ?.querySelector('form')
    ?.requestSubmit()
  await flushPromises()
  expect(hall.asked.findLast(({ call }) => call === ADD)?.body).toEqual({
    product_id: 7,
    quantity: 2,
    add_ons: [{ add_on_id: 3, quantity: 1 }],
    note: null,
  })
  expect(open.emitted('close')).toHaveLength(1)
})

it('stays, with what was chosen, where it could not be added', async () => {
  hall.refuse(ADD, 409, 'cart_full')
  const open = await sheet()
  document.querySelector('form')?.requestSubmit()
  await flushPromises()
  expect(document.querySelector('[role="alert"]')?.textContent).toContain('The cart holds no more')
  expect(open.emitted('close')).toBeUndefined()
})

it.each([
  [{ stock: 0 }, {}, 'sold out'],
  [{ is_available: false }, {}, 'cannot be ordered'],
  [{}, { is_paused: true }, 'takes no orders'],
])('offers nothing to add of a product %o at a stall %o, and says why', async (product, stall, why) => {
  await sheet(product, stall)
  expect(allByRole('button', /Add to cart|One more/)).toEqual([])
  expect(document.body.textContent).toContain(why)
})
