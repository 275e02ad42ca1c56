import type { Order, OrderStatus, PastCheckout } from '@/api'

/** Whether nothing more will happen to an order. */
export function isEnded(status: OrderStatus): boolean {
  return status === 'completed' || status === 'cancelled'
}

/** Whether something of a checkout is still under way. */
export function isLive(checkout: PastCheckout): boolean {
  return checkout.orders.some(({ status }) => !isEnded(status))
}

/** The orders with one as it is now. What is older than what is shown changes nothing; `Seen` keeps the version. */
export function withOrder(orders: readonly Order[], order: Order): Order[] {
  if (orders.every(({ id }) => id !== order.id)) return [...orders, order]
  return orders.map((shown) => (shown.id === order.id && order.version >= shown.version ? order : shown))
}

/** The same for one of the orders of a checkout; another checkout's changes nothing. */
export function withOrderOf<Shown extends PastCheckout>(checkout: Shown, order: Order): Shown {
  if (order.checkout_id !== checkout.id) return checkout
  return { ...checkout, orders: withOrder(checkout.orders, order) }
}

/** Where a whole checkout stands, in a few words. */
export type Progress =
  | { is: 'waiting' | 'seen' | 'preparing' | 'allReady' | 'done' | 'cancelled' }
  | { is: 'ready'; count: number; total: number }

/** How far the orders are together. What was declined is out of the reckoning. */
export function progressOf(orders: readonly Order[]): Progress {
  const wanted = orders.filter(({ status }) => status !== 'cancelled')
  const has = (...statuses: OrderStatus[]): number =>
    wanted.filter(({ status }) => statuses.includes(status)).length
  if (wanted.length === 0) return { is: 'cancelled' }
  if (has('completed') === wanted.length) return { is: 'done' }
  const count = has('ready_for_pickup', 'completed')
  if (count === wanted.length) return { is: 'allReady' }
  if (count > 0) return { is: 'ready', count, total: wanted.length }
  if (has('accepted') > 0) return { is: 'preparing' }
  return { is: wanted.every(({ seen_at }) => seen_at != null) ? 'seen' : 'waiting' }
}

/** How an order stands, as its customer is told. The names are those of texts. */
export type State =
  | 'sent'
  | 'seen'
  | 'accepted'
  | 'ready'
  | 'completed'
  | 'declined'
  | 'cancelledByYou'
  | 'cancelledByHall'
  | 'cancelledByStall'
  | 'expired'

/** How an order stands. */
export function stateOf(order: Order): State {
  switch (order.status) {
    case 'pending':
      return order.seen_at == null ? 'sent' : 'seen'
    case 'accepted':
      return 'accepted'
    case 'ready_for_pickup':
      return 'ready'
    case 'completed':
      return 'completed'
    case 'cancelled':
      return cancellationOf(order)
  }
}

function cancellationOf(order: Order): State {
  switch (order.cancelled_by) {
    case 'customer':
      return 'cancelledByYou'
    case 'superadmin':
      return 'cancelledByHall'
    case 'system':
      return 'expired'
    default:
      return order.accepted_at == null ? 'declined' : 'cancelledByStall'
  }
}

/** One step of an order's way, with its moment once it is done. */
export interface Step {
  name: 'placed' | 'seen' | 'accepted' | 'ready' | 'completed' | 'cancelled'
  at: string | undefined
  is: 'done' | 'now' | 'ahead'
}

/** The way of an order: what is behind it, where it is, and what lies ahead. */
export function stepsOf(order: Order): Step[] {
  const moments: [Step['name'], string | null | undefined][] = [
    ['placed', order.placed_at],
    ['seen', order.seen_at ?? order.accepted_at],
    ['accepted', order.accepted_at],
    // An order that was taken back to the kitchen was ready once, and is not now.
    ['ready', order.status === 'accepted' ? undefined : order.ready_at],
    ['completed', order.completed_at],
  ]
  const done = moments.flatMap(([name, at]) => (at == null ? [] : [{ name, at, is: 'done' as const }]))
  if (order.status === 'cancelled') {
    return [...done, { name: 'cancelled', at: order.cancelled_at ?? undefined, is: 'now' }]
  }
  const ahead = moments.flatMap(([name, at]) =>
    at == null ? [{ name, at: undefined, is: 'ahead' as const }] : [],
  )
  return [
    ...done.map((step, at) => (at === done.length - 1 ? { ...step, is: 'now' as const } : step)),
    ...ahead,
  ]
}
