import { flushPromises } from '@vue/test-utils'
import { beforeEach, expect, it } from 'vitest'
import type { Cart, Quote } from '@/api'
import { useSession } from '@/stores/session'
import { allByRole, byRole } from '@/testing/byRole'
import { FakeHall, HALL } from '@/testing/fakeHall'
import { mountPage } from '@/testing/mountPage'
import CheckoutPage from './CheckoutPage.vue'

const PLACE = 'POST /api/customer/checkouts'
const quote = (total: number): Quote & { currency: string } => ({
  currency: 'PHP',
  total,
  vendors: [
    {
      vendor_id: 2,
      vendor_name: 'Burger Hub',
      subtotal: total,
      lines: [{ product_id: 7, name: 'Burger', quantity: 1, unit_price: total, total, add_ons: [] }],
    },
  ],
})
const line = {
  id: 4,
  product_id: 7,
  vendor_id: 2,
  vendor_name: 'Burger Hub',
  name: 'Burger',
  quantity: 1,
  add_ons: [],
}
const cart = (total: number | null): Cart => ({
  currency: 'PHP',
  lines: [line],
  problems: [],
  quote: total === null ? null : quote(total),
})

let hall: FakeHall
beforeEach(() => {
  document.body.innerHTML = ''
  sessionStorage.clear()
  hall = new FakeHall()
  hall.answer('GET /api/hall', 200, HALL)
  hall.answer('GET /api/cart', 200, cart(19_500))
})

async function page(table = '12') {
  const { router } = await mountPage(CheckoutPage, { at: '/checkout' })
  useSession().user = { id: 1, name: 'Ana', email: 'ana@example.com', role: 'customer' }
  await flushPromises()
  const field = document.querySelector<HTMLInputElement>('input[type="text"]')
  if (field) {
    field.value = table
    field.dispatchEvent(new Event('input'))
  }
  return router
}

async function place(): Promise<void> {
  document.querySelector('form')?.requestSubmit()
  await flushPromises()
}

const placed = (): unknown => hall.asked.findLast(({ call }) => call === PLACE)?.body

it('places what is in the cart at the price that is shown, and takes the lines out of it', async () => {
  await page()
  hall.answer(PLACE, 201, { id: 5, public_id: 'x', total: 19_500, orders: [] })
  await place()
  expect(placed()).toEqual({
    table_number: '12',
    payment_method: 'cashier',
    note: null,
    expected_total: 19_500,
    lines: [{ product_id: 7, quantity: 1, add_ons: [], note: null }],
    cart_lines: [4],
  })
})

it('asks for the table before it places anything', async () => {
  await page(' ')
  await place()
  expect(hall.count(PLACE)).toBe(0)
  expect(document.body.textContent).toContain('Enter the number of your table.')
})

it('shows both prices where one has changed, and places at the new one only when told to', async () => {
  await page()
  hall.refuse(PLACE, 409, 'total_changed', { quote: quote(21_000) })
  hall.answer('GET /api/cart', 200, cart(21_000))
  await place()
  const text = byRole('heading', 'A price has changed').parentElement?.textContent
  expect(text).toContain('195.00')
  expect(text).toContain('210.00')
  expect(hall.count(PLACE)).toBe(1)
  hall.answer(PLACE, 201, { id: 5, public_id: 'x', total: 21_000, orders: [] })
  expect(byRole('button', /Place order at the new price/)).toBeTruthy()
  await place()
  expect(placed()).toMatchObject({ expected_total: 21_000 })
})

it('names what cannot be ordered any more, and leads back to the cart', async () => {
  await page()
  const item = { line: 0, code: 'product_unavailable', name: 'Burger' }
  const errors = [{ field: 'lines[0].product_id', message: 'is not available' }]
  hall.refuse(PLACE, 409, 'not_available', { items: [item], errors })
  hall.answer('GET /api/cart', 200, cart(null))
  await place()
  expect(document.querySelector('[role="alert"]')?.textContent).toContain('Burger is not available')
  expect(byRole('link', 'Back to the cart').getAttribute('href')).toBe('/cart')
  expect(allByRole('button', /Place order/)).toEqual([])
})

it('says why, where the hall refuses for a reason of its own', async () => {
  await page()
  hall.refuse(PLACE, 500, 'internal')
  await place()
  expect(document.querySelector('[role="alert"]')?.textContent).toContain('Something went wrong in the hall')
})
