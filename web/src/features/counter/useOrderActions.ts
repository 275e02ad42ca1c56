import { Check, Hand, PackageCheck, type LucideIcon } from '@lucide/vue'
import { computed } from 'vue'
import type { Order } from '@/api'
import { useNow } from '@/composables/useNow'
import type { MoveName } from './moves'
import { canBeNoShow, canRecall } from './orderAge'
import type { Question } from './useAsking'

/** Something that can be done with an order: at once, or after a question. The first of an order is the usual one. */
export interface OrderAction {
  /** The text's key within `counter.action`. */
  text: 'accept' | 'decline' | 'ready' | 'cancel' | 'complete' | 'recall' | 'noShow'
  look: 'primary' | 'secondary' | 'quiet' | 'good'
  icon?: LucideIcon
  does: { make: MoveName } | { ask: Question }
}

const ACCEPT: OrderAction = { text: 'accept', look: 'primary', icon: Check, does: { make: 'accept' } }
const DECLINE: OrderAction = { text: 'decline', look: 'secondary', does: { ask: 'decline' } }
const READY: OrderAction = { text: 'ready', look: 'primary', icon: Hand, does: { make: 'ready' } }
const CANCEL: OrderAction = { text: 'cancel', look: 'quiet', does: { ask: 'cancel' } }
const COMPLETE: OrderAction = {
  text: 'complete',
  look: 'good',
  icon: PackageCheck,
  does: { make: 'complete' },
}
const RECALL: OrderAction = { text: 'recall', look: 'quiet', does: { make: 'recall' } }
const NO_SHOW: OrderAction = { text: 'noShow', look: 'quiet', does: { ask: 'no-show' } }

/** What a stall can do with an order at a moment. */
export function actionsFor(order: Order, now: number): OrderAction[] {
  switch (order.status) {
    case 'pending':
      return [ACCEPT, DECLINE]
    case 'accepted':
      return [READY, CANCEL]
    case 'ready_for_pickup':
      return [
        COMPLETE,
        ...(canRecall(order, now) ? [RECALL] : []),
        ...(canBeNoShow(order, now) ? [NO_SHOW] : []),
      ]
    case 'completed':
    case 'cancelled':
      return []
  }
}

/** The same, as time goes on. */
export function useOrderActions(order: () => Order) {
  const now = useNow()
  return computed(() => actionsFor(order(), now.value))
}
