import { flushPromises } from '@vue/test-utils'
import { beforeEach, expect, it, vi } from 'vitest'
import { connection } from '@/realtime'
import { useSession } from '@/stores/session'
import { allByRole, byRole } from '@/testing/byRole'
import { FakeHall, HALL } from '@/testing/fakeHall'
import { mountPage } from '@/testing/mountPage'
import TrackingPage from './TrackingPage.vue'
import { aCheckout, anOrder } from './testing'

const SHOW = 'GET /api/customer/checkouts/5'
const position = { channel: 'private-customer-orders.1', epoch: 'k', seq: 3 }

let hall: FakeHall
beforeEach(() => {
  document.body.innerHTML = ''
  connection.close()
  hall = new FakeHall()
  hall.answer('GET /api/hall', 200, HALL)
  hall.answer('GET /api/realtime/config', 200, { driver: 'null', auth_endpoint: '/broadcasting/auth' })
})

async function page() {
  const { page: mounted } = await mountPage(TrackingPage, { props: { checkoutId: 5 } })
  useSession().user = { id: 1, name: 'Ana', email: 'ana@example.com', role: 'customer' }
  await flushPromises()
  await flushPromises()
  return mounted
}

it('shows each stall with its number, how far they are together, and what is to be paid', async () => {
  const orders = [
    anOrder({ id: 1, number: 'B-001', status: 'ready_for_pickup' }),
    anOrder({ id: 2, number: 'P-004', status: 'accepted' }),
    anOrder({ id: 3, number: 'S-009', status: 'cancelled', cancelled_by: 'vendor', reason: 'closing' }),
  ]
  hall.answer(SHOW, 200, { ...aCheckout(orders), position })
  await page()
  expect(allByRole('heading', /[BPS]-\d{3}/)).toHaveLength(3)
  expect(document.body.textContent).toContain('1 of 2 ready')
  expect(document.body.textContent).toContain('180.00')
})

it('does not claim to be live where nothing is announced', async () => {
  hall.answer(SHOW, 200, { ...aCheckout([anOrder()]), position })
  await page()
  expect(document.querySelector('[data-state]')?.getAttribute('data-state')).not.toBe('live')
})

it('leads back from a checkout that is not the customer’s, and asks for it no more', async () => {
  hall.refuse(SHOW, 404, 'not_found')
  await page()
  expect(byRole('heading', 'There is no such order')).toBeTruthy()
  expect(byRole('link', 'Your orders').getAttribute('href')).toBe('/orders')
  expect(hall.count(SHOW)).toBe(1)
})

it('offers to try again where the hall is not reached', async () => {
  hall.isAway = true
  await page()
  hall.isAway = false
  hall.answer(SHOW, 200, { ...aCheckout([anOrder()]), position })
  byRole('button', 'Try again').click()
  await flushPromises()
  await flushPromises()
  expect(byRole('heading', /B-042/)).toBeTruthy()
})

it('shows a cancellation as soon as it is answered', async () => {
  hall.answer(SHOW, 200, { ...aCheckout([anOrder()]), position })
  await page()
  const moved = anOrder({ status: 'cancelled', version: 2, cancelled_by: 'customer' })
  hall.answer('POST /api/customer/orders/1/cancel', 200, moved)
  byRole('button', 'Cancel B-042').click()
  await until(() => allByRole('button', 'Cancel the order').length === 1)
  byRole('button', 'Cancel the order').click()
  await until(() => document.body.textContent?.includes('You cancelled it') === true)
  expect(hall.asked.findLast(({ call }) => call.startsWith('POST'))?.body).toEqual({ version: 1 })
})

/** Lazy parts come in their own time. */
async function until(is: () => boolean): Promise<void> {
  await vi.waitUntil(is, { timeout: 5_000 })
}
