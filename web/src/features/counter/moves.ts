import type { MoveRequest, Order, OrderStatus, Reason } from '@/api'

/** What a stall can do with an order. Each is also the last part of the address that does it. */
export type MoveName = 'accept' | 'decline' | 'ready' | 'complete' | 'recall' | 'cancel'

/** Why an order ends, and for one that was being made, whether its portions can be sold again. */
export type Why = Required<Pick<MoveRequest, 'reason'>> & Pick<MoveRequest, 'text' | 'restock'>

/** Why a stall may turn an order away. Two more reasons are the hall's own findings. */
export const STALL_REASONS = [
  'out_of_stock',
  'too_busy',
  'cannot_prepare',
  'cannot_meet_note',
  'closing',
  'payment_not_received',
  'customer_request',
  'other',
] as const satisfies readonly Reason[]

/** Where an order stands once a move is made. Moves that end it are shown only when the hall has said so. */
const LEADS_TO: Partial<Record<MoveName, OrderStatus>> = {
  accept: 'accepted',
  ready: 'ready_for_pickup',
  recall: 'accepted',
}

/** The order as it will stand when the hall says yes. */
export function afterMove(order: Order, move: MoveName, now: number): Order {
  const status = LEADS_TO[move]
  if (status === undefined || status === order.status) return order
  const ready_at = move === 'ready' ? new Date(now).toISOString() : order.ready_at
  return { ...order, status, ready_at: ready_at ?? null }
}

/** Where a move is made. */
export function pathOf(order: Pick<Order, 'id'>, move: MoveName): string {
  return `/api/vendor/orders/${order.id}/${move}`
}

/** The name under which a move waits for the network: at most one of an order's moves does. */
export function writeKey(orderId: number): string {
  return `order ${orderId}`
}
