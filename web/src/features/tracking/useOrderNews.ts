import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import type { Order } from '@/api'
import { claimOnce, notify, ring, type OrderEvent } from '@/realtime'
import { useAlerts } from '@/stores/alerts'
import { toast } from '@/ui'
import { newsOf, type News } from './news'

/** How the phone buzzes: long when there is something to fetch. */
const BUZZ: Record<News, number[]> = {
  accepted: [120],
  ready: [300, 120, 300, 120, 300],
  recalled: [120],
  declined: [200, 100, 200],
  cancelled: [200, 100, 200],
}

/** Tells of what happened to an order: a toast in every tab, sound and vibration in one of them. */
export function useOrderNews() {
  const { t } = useI18n()
  const router = useRouter()
  const alerts = useAlerts()

  async function tell(event: OrderEvent): Promise<void> {
    const news = newsOf(event)
    if (news === undefined) return
    show(news, event.data)
    const { epoch, seq } = event.data._rt
    void notify({
      key: `order ${epoch} ${seq}`,
      title: titleOf(news, event.data),
      body: textOf(news, event.data),
      path: `/orders/${event.data.checkout_id}`,
    })
    // A tab that cannot be heard must not take the sound from one that can.
    if (ring.state.value === 'ready' && (await claimOnce(`chime ${epoch} ${seq}`))) ring.sound()
    if (document.visibilityState === 'visible') alerts.vibrate(BUZZ[news])
  }

  /** One toast for each order, which says the latest: several that were missed are not a pile of toasts. */
  function show(news: News, order: Order): void {
    const kind = news === 'ready' ? 'success' : news === 'accepted' ? 'info' : 'warning'
    const path = `/orders/${order.checkout_id}`
    const isThere = router.currentRoute.value.path === path
    toast[kind](titleOf(news, order), {
      id: `order ${order.id}`,
      description: textOf(news, order),
      ...(isThere ? {} : { action: { label: t('checkout.look'), onClick: () => void router.push(path) } }),
    })
  }

  function titleOf(news: News, order: Order): string {
    return t(`tracking.toast.${news}`, { number: order.number, stall: order.vendor_name })
  }

  function textOf(news: News, order: Order): string {
    const stall = order.vendor_name
    if (news === 'ready') return t('tracking.toast.readyText', { stall })
    if (news === 'recalled') return t('tracking.toast.recalledText', { stall })
    if (news === 'accepted') return ''
    const reason = order.reason == null ? '' : t(`common.reason.${order.reason}`)
    return [reason, order.reason_text].filter(Boolean).join(': ')
  }

  return { tell }
}
