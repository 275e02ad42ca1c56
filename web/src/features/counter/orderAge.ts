import type { Order } from '@/api'
import { waitingSince } from './openOrders'

/** How pressing an order is. */
export type AgeLevel = 'fresh' | 'ageing' | 'late'

const MINUTE = 60_000
/** How long after an order was ready the stall may take it back to the kitchen. */
export const RECALL_WITHIN_MS = 10 * MINUTE
/** How long a ready order waits before the stall may say that nobody came. */
export const NO_SHOW_AFTER_MS = 30 * MINUTE

/** From when on an order that is made, or that waits at the counter, is pressing. */
const PRESSING_MS = {
  accepted: [10 * MINUTE, 20 * MINUTE],
  ready_for_pickup: [10 * MINUTE, NO_SHOW_AFTER_MS],
}
/** A pending order expires, sooner or later as the hall has set it: these are parts of that time. */
const PENDING_PARTS = [0.2, 0.5] as const

/** How pressing an order is at a moment. */
export function ageLevel(order: Order, now: number): AgeLevel {
  const waited = now - Date.parse(waitingSince(order))
  const [ageing, late] = limitsOf(order)
  if (waited >= late) return 'late'
  return waited >= ageing ? 'ageing' : 'fresh'
}

function limitsOf(order: Order): readonly [number, number] {
  if (order.status === 'pending') {
    const patience = Date.parse(order.expires_at) - Date.parse(order.placed_at)
    return [patience * PENDING_PARTS[0], patience * PENDING_PARTS[1]]
  }
  const [ageing = 0, late = 0] = PRESSING_MS[order.status === 'accepted' ? 'accepted' : 'ready_for_pickup']
  return [ageing, late]
}

/** Whether a ready order may still go back to the kitchen. */
export function canRecall(order: Order, now: number): boolean {
  return order.status === 'ready_for_pickup' && readyFor(order, now) <= RECALL_WITHIN_MS
}

/** Whether a ready order has waited so long that nobody will come. */
export function canBeNoShow(order: Order, now: number): boolean {
  return order.status === 'ready_for_pickup' && readyFor(order, now) >= NO_SHOW_AFTER_MS
}

function readyFor(order: Order, now: number): number {
  return order.ready_at == null ? 0 : now - Date.parse(order.ready_at)
}
