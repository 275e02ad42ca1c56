import {
  useDocumentVisibility,
  useIntersectionObserver,
  useTimeoutFn,
  type MaybeElementRef,
} from '@vueuse/core'
import { computed, ref, watch } from 'vue'
import { vendorOrdersSeen, type Order } from '@/api'
import { useStall } from './stall'

/** How much of a card must be in view for its order to count as seen. Long orders are taller than a phone. */
const IN_VIEW = 0.25
const AGAIN_MS = 5_000

/** Tells the hall that a pending order is seen, once its card is in view on a screen that is looked at. */
export function useSeenReport(card: MaybeElementRef, order: () => Order): void {
  const stall = useStall()
  const visibility = useDocumentVisibility()
  const isInView = ref(false)
  const isUnderWay = ref(false)

  useIntersectionObserver(card, (entries) => (isInView.value = entries.at(-1)?.isIntersecting ?? false), {
    threshold: IN_VIEW,
  })
  const isSeen = computed(() => isInView.value && visibility.value === 'visible')
  const isDue = computed(() => isSeen.value && order().status === 'pending' && order().seen_at == null)

  const { start: againLater } = useTimeoutFn(() => void report(), AGAIN_MS, { immediate: false })
  watch(isDue, () => void report(), { immediate: true })

  async function report(): Promise<void> {
    if (!isDue.value || isUnderWay.value) return
    isUnderWay.value = true
    try {
      stall.take(await vendorOrdersSeen({ path: { id: order().id } }))
    } catch {
      // The customer hears of it a little later; nothing on this screen depends on it.
      againLater()
    } finally {
      isUnderWay.value = false
    }
  }
}
