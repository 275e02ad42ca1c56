import type { OrderEvent } from '@/realtime'

/** What a customer is told about a move of an order. The names are those of texts. */
export type News = 'accepted' | 'ready' | 'recalled' | 'declined' | 'cancelled'

/** Whether an event is news for its customer: what they did themselves is not. */
export function newsOf({ name, data }: OrderEvent): News | undefined {
  if (name !== 'OrderStatusChanged' || data.changed_by === 'customer') return undefined
  switch (data.new_status) {
    case 'accepted':
      return data.previous_status === 'ready_for_pickup' ? 'recalled' : 'accepted'
    case 'ready_for_pickup':
      return 'ready'
    case 'cancelled':
      return data.previous_status === 'pending' && data.changed_by === 'vendor' ? 'declined' : 'cancelled'
    default:
      return undefined
  }
}
