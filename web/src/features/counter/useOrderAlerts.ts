import { computed, onScopeDispose } from 'vue'
import { useRouter } from 'vue-router'
import { toast } from '@/ui'
import type { Order } from '@/api'
import { i18n } from '@/i18n'
import { formatMoney } from '@/lib/format'
import { claimOnce, notify, ring, useTitleFlash } from '@/realtime'
import { useAlerts } from '@/stores/alerts'
import { portionsOf } from './openOrders'

const NEW_ORDER_MS = 12_000
const ORDERS = '/stall/orders'

/**
 * Makes itself noticed when an order comes: the ring, a toast, the tab's title, and a notification where the page is
 * hidden. All of it goes by the order's own opaque id, so that an order is told of once, however often and in however
 * many tabs it is heard of. The ring ends when somebody touches the page or the order moves.
 */
export function useOrderAlerts() {
  const { t } = i18n.global
  const router = useRouter()
  const alerts = useAlerts()

  function received(order: Order): void {
    if (order.status !== 'pending') return
    void ring.start(order.public_id)
    void tellOfNew(order)
    if (alerts.settings.notifications) void notify(noticeOf(order))
  }

  async function tellOfNew(order: Order): Promise<void> {
    // A hidden tab leaves it to one that is seen; the system's notification speaks for the hidden ones.
    if (document.visibilityState !== 'visible' || !(await claimOnce(`toast ${order.public_id}`))) return
    alerts.vibrate()
    toast.info(t('counter.alert.received', { number: order.number }), {
      id: order.public_id,
      description: summaryOf(order),
      duration: NEW_ORDER_MS,
      ...(router.currentRoute.value.path === ORDERS ? {} : { action: toOrders() }),
    })
  }

  function toOrders() {
    return { label: t('counter.alert.show'), onClick: () => void router.push(ORDERS) }
  }

  function noticeOf(order: Order) {
    const title = t('counter.alert.received', { number: order.number })
    return { key: order.public_id, title, body: summaryOf(order), path: ORDERS }
  }

  function summaryOf(order: Order): string {
    const total = formatMoney(order.total, order.currency, i18n.global.locale.value)
    const portions = t('counter.portions', portionsOf(order))
    return t('counter.alert.summary', { table: order.table_number, portions, total })
  }

  function moved(order: Order): void {
    settled(order)
    const isByOthers = order.changed_by !== 'vendor'
    if (order.status === 'cancelled' && isByOthers) void tellOfLost(order)
  }

  /** Its card goes while somebody may be cooking: that must not happen silently. */
  async function tellOfLost(order: Order): Promise<void> {
    if (document.visibilityState !== 'visible' || !(await claimOnce(`lost ${order.public_id}`))) return
    const { number } = order
    const isExpired = order.reason === 'vendor_timeout'
    const who = t(`common.party.${order.changed_by}`)
    toast.warning(
      isExpired ? t('counter.alert.expired', { number }) : t('counter.alert.cancelled', { number, who }),
      {
        id: `lost ${order.public_id}`,
        description: order.reason_text ?? (order.reason ? t(`common.reason.${order.reason}`) : ''),
      },
    )
  }

  /** Somebody has dealt with it, here or on another screen. */
  function settled(order: Order): void {
    if (ring.isRinging.value) ring.seen(order.public_id)
    toast.dismiss(order.public_id)
  }

  /** Nobody is at the stall any more. */
  function stop(): void {
    if (ring.isRinging.value) ring.seen()
  }

  useTitleFlash(computed(() => (ring.isRinging.value ? t('counter.alert.title') : '')))
  onScopeDispose(endOnTouch(stop))

  return { received, moved, settled, stop }
}

/** Calls back when somebody touches the page or comes back to it. Returns the end of it. */
function endOnTouch(touched: () => void): () => void {
  const shown = (): void => {
    if (document.visibilityState === 'visible') touched()
  }
  document.addEventListener('pointerdown', touched)
  document.addEventListener('keydown', touched)
  document.addEventListener('visibilitychange', shown)
  return () => {
    document.removeEventListener('pointerdown', touched)
    document.removeEventListener('keydown', touched)
    document.removeEventListener('visibilitychange', shown)
  }
}
