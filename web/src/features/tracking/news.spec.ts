import { expect, it } from 'vitest'
import type { Order, OrderStatus, Party } from '@/api'
import type { OrderEvent } from '@/realtime'
import { newsOf } from './news'
import { anOrder } from './testing'

const moved = (previous_status: OrderStatus, new_status: OrderStatus, changed_by: Party): OrderEvent => {
  const order: Order = anOrder({ status: new_status, changed_by })
  const _rt = { epoch: 'k', seq: 1 }
  return {
    name: 'OrderStatusChanged',
    data: { ...order, previous_status, new_status, message: '', _rt },
    origin: 'live',
  }
}

it.each<[OrderStatus, OrderStatus, Party, ReturnType<typeof newsOf>]>([
  ['pending', 'accepted', 'vendor', 'accepted'],
  ['accepted', 'ready_for_pickup', 'vendor', 'ready'],
  ['ready_for_pickup', 'accepted', 'vendor', 'recalled'],
  ['pending', 'cancelled', 'vendor', 'declined'],
  ['pending', 'cancelled', 'system', 'cancelled'],
  ['accepted', 'cancelled', 'superadmin', 'cancelled'],
  ['pending', 'cancelled', 'customer', undefined],
  ['ready_for_pickup', 'completed', 'customer', undefined],
  ['ready_for_pickup', 'completed', 'vendor', undefined],
])('%s to %s by the %s is news: %s', (before, after, by, news) => {
  expect(newsOf(moved(before, after, by))).toBe(news)
})

it('that the stall has seen an order is shown, but is no news', () => {
  const data = { ...anOrder(), message: '', _rt: { epoch: 'k', seq: 1 } }
  expect(newsOf({ name: 'OrderSeen', data, origin: 'live' })).toBeUndefined()
})
