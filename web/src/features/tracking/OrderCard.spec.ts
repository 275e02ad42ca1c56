import { flushPromises } from '@vue/test-utils'
import { beforeEach, expect, it } from 'vitest'
import type { Order } from '@/api'
import { allByRole } from '@/testing/byRole'
import { FakeHall, HALL } from '@/testing/fakeHall'
import { mountPage } from '@/testing/mountPage'
import OrderCard from './OrderCard.vue'
import { anOrder } from './testing'

beforeEach(() => {
  document.body.innerHTML = ''
  new FakeHall().answer('GET /api/hall', 200, HALL)
})

async function card(order: Partial<Order>): Promise<{ text: string; buttons: (string | null)[] }> {
  const props = { order: anOrder(order), isMoving: false, isOrderingAgain: false }
  await mountPage(OrderCard, { props })
  await flushPromises()
  const buttons = allByRole('button').map((button) => button.getAttribute('aria-label'))
  return { text: document.body.textContent ?? '', buttons }
}

const accepted_at = '2026-11-22T10:02:00Z'

it('can be cancelled while nobody has answered, and says until when somebody will', async () => {
  const { text, buttons } = await card({})
  expect(text).toContain('Sent to the stall')
  expect(text).toContain('18:15')
  expect(buttons).toEqual(['Cancel B-042'])
})

it('says that the stall has it once it was seen', async () => {
  expect((await card({ seen_at: '2026-11-22T10:01:00Z' })).text).toContain('The stall has your order')
})

it('can neither be cancelled nor fetched while it is being prepared', async () => {
  expect((await card({ status: 'accepted', accepted_at })).buttons).toEqual([])
})

it('is fetched when it is ready', async () => {
  const { text, buttons } = await card({ status: 'ready_for_pickup', accepted_at, ready_at: accepted_at })
  expect(text).toContain('Pick it up at Burger Hub')
  expect(buttons).toEqual(['Got it: B-042'])
})

it('says in words why it was declined, and can be ordered again', async () => {
  const { text, buttons } = await card({
    status: 'cancelled',
    cancelled_by: 'vendor',
    reason: 'out_of_stock',
    reason_text: 'No eel today',
  })
  expect(text).toContain('Declined by the stall')
  expect(text).toContain('Out of stock: No eel today')
  expect(text).toContain('You do not pay for this part.')
  expect(buttons).toEqual(['Order again: B-042'])
})
