import { reactive } from 'vue'
import { useI18n } from 'vue-i18n'
import { isProblem, sendWrite, type Order } from '@/api'
import { useProblemText } from '@/composables/useProblemText'
import { toast } from '@/ui'

/** What a customer does about an order. Both moves are held while offline, and do nothing when made twice. */
export function useOrderMoves(show: (order: Order) => void) {
  const { t } = useI18n()
  const { problemText } = useProblemText()
  const moving = reactive(new Set<number>())

  const cancel = (order: Order): Promise<void> => move(order, 'cancel', 'tracking.write.cancel')
  const complete = (order: Order): Promise<void> => move(order, 'complete', 'tracking.write.gotIt')

  async function move(order: Order, what: 'cancel' | 'complete', text: string): Promise<void> {
    if (moving.has(order.id)) return
    moving.add(order.id)
    try {
      const moved = await sendWrite<Order>({
        method: 'POST',
        path: `/api/customer/orders/${order.id}/${what}`,
        body: { version: order.version },
        key: `order ${order.id}`,
        label: { text, values: { number: order.number } },
      })
      show(moved)
    } catch (error) {
      tellOf(error, order)
    } finally {
      moving.delete(order.id)
    }
  }

  function tellOf(error: unknown, order: Order): void {
    if (error instanceof DOMException && error.name === 'AbortError') return
    const id = `move ${order.id}`
    if (isProblem(error, 'order_has_moved')) {
      const title = t('tracking.moved.title', { number: order.number })
      toast.warning(title, { id, description: t('tracking.moved.text') })
    } else {
      toast.error(problemText(error), { id })
    }
  }

  return { moving, cancel, complete }
}
