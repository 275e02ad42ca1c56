import { describe, expect, it } from 'vitest'
import type { Order } from '@/api'
import { progressOf, stateOf, stepsOf, withOrder, withOrderOf } from './orders'
import { aCheckout, anOrder } from './testing'

const seen_at = '2026-11-22T10:01:00Z'
const accepted_at = '2026-11-22T10:02:00Z'
const ready_at = '2026-11-22T10:09:00Z'

describe('the orders that are shown', () => {
  it('take what is newer, and not what is older', () => {
    const shown = [anOrder({ id: 1, version: 2, status: 'accepted' })]
    expect(withOrder(shown, anOrder({ id: 1, version: 1 }))[0]?.status).toBe('accepted')
    expect(withOrder(shown, anOrder({ id: 1, version: 3, status: 'ready_for_pickup' }))[0]?.status).toBe(
      'ready_for_pickup',
    )
  })
  it('take that an order was seen, which is no move of it', () => {
    expect(withOrder([anOrder()], anOrder({ seen_at }))[0]?.seen_at).toBe(seen_at)
  })
  it('take one that they do not have', () => {
    expect(withOrder([anOrder({ id: 1 })], anOrder({ id: 2 })).map(({ id }) => id)).toEqual([1, 2])
  })
  it('of a checkout are only its own', () => {
    const checkout = aCheckout([anOrder()])
    expect(withOrderOf(checkout, anOrder({ id: 9, checkout_id: 6 }))).toBe(checkout)
  })
})

it.each<[Partial<Order>[], ReturnType<typeof progressOf>]>([
  [[{}, { seen_at }], { is: 'waiting' }],
  [[{ seen_at }, { seen_at }], { is: 'seen' }],
  [[{}, { status: 'accepted' }], { is: 'preparing' }],
  [[{}, { status: 'ready_for_pickup' }, { status: 'completed' }], { is: 'ready', count: 2, total: 3 }],
  [[{ status: 'ready_for_pickup' }, { status: 'cancelled' }], { is: 'allReady' }],
  [[{ status: 'completed' }, { status: 'cancelled' }], { is: 'done' }],
  [[{ status: 'cancelled' }, { status: 'cancelled' }], { is: 'cancelled' }],
])('orders that stand as %o are together %o', (orders, progress) => {
  expect(progressOf(orders.map((order) => anOrder(order)))).toEqual(progress)
})

it.each<[Partial<Order>, ReturnType<typeof stateOf>]>([
  [{}, 'sent'],
  [{ seen_at }, 'seen'],
  [{ status: 'cancelled', cancelled_by: 'vendor' }, 'declined'],
  [{ status: 'cancelled', cancelled_by: 'vendor', accepted_at }, 'cancelledByStall'],
  [{ status: 'cancelled', cancelled_by: 'customer' }, 'cancelledByYou'],
  [{ status: 'cancelled', cancelled_by: 'system' }, 'expired'],
  [{ status: 'cancelled', cancelled_by: 'superadmin' }, 'cancelledByHall'],
])('an order %o is told to be %s', (order, state) => {
  expect(stateOf(anOrder(order))).toBe(state)
})

describe('the way of an order', () => {
  const way = (order: Partial<Order>): string =>
    stepsOf(anOrder(order))
      .map((step) => `${step.name} ${step.is}`)
      .join(', ')

  it('shows what lies ahead', () => {
    expect(way({ seen_at })).toBe('placed done, seen now, accepted ahead, ready ahead, completed ahead')
  })
  it('ends where it was cancelled', () => {
    expect(way({ status: 'cancelled', seen_at })).toBe('placed done, seen done, cancelled now')
  })
  it('has been seen by whoever accepted it', () => {
    expect(way({ status: 'accepted', accepted_at })).toContain('seen done, accepted now')
  })
  it('goes back when it is taken back to the kitchen', () => {
    expect(way({ status: 'accepted', seen_at, accepted_at, ready_at })).toContain('accepted now, ready ahead')
  })
})
