import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, onScopeDispose, watch } from 'vue'
import { customerOrdersLive, queryKeys, type Order } from '@/api'
import { customerChannel, isOrderEvent, ring, useChannel } from '@/realtime'
import { useBadges } from '@/stores/badges'
import { useSession } from '@/stores/session'
import { isEnded, withOrder } from './orders'
import { useOrderNews } from './useOrderNews'

/**
 * Follows the customer's orders wherever in the app they are: counts those that are under way on the navigation, and
 * tells of what happens to them.
 */
export function useOrderWatch(): void {
  const session = useSession()
  const badges = useBadges()
  const queryClient = useQueryClient()
  const { tell } = useOrderNews()
  const key = queryKeys.liveOrders('customer')
  // A checkout that is placed here is written into the same place, and counts before the hall announces anything.
  const { data: orders } = useQuery<Order[]>({
    queryKey: key,
    queryFn: async () => (await customerOrdersLive()).orders,
    enabled: false,
  })

  useChannel({
    channel: () =>
      session.role === 'customer' && session.user ? customerChannel(session.user.id) : undefined,
    load: () => customerOrdersLive(),
    show: (snapshot) => queryClient.setQueryData(key, snapshot.orders),
    apply: (event) => {
      if (!isOrderEvent(event)) return
      queryClient.setQueryData<Order[]>(key, (shown = []) => withOrder(shown, event.data))
      void tell(event)
    },
  })

  const underWay = computed(() => orders.value?.filter(({ status }) => !isEnded(status)).length ?? 0)
  watch(underWay, (count) => (badges.orders = count), { immediate: true })
  onScopeDispose(() => (badges.orders = 0))
  unlockSoundOnTouch()
}

/** A browser sounds nothing before somebody touched the page. The first touch will do. */
function unlockSoundOnTouch(): void {
  const touches = ['pointerdown', 'keydown'] as const
  const stop = (): void => touches.forEach((touch) => window.removeEventListener(touch, unlock))
  const unlock = (): void => {
    stop()
    if (ring.state.value !== 'ready') void ring.unlock()
  }
  for (const touch of touches) window.addEventListener(touch, unlock)
  onScopeDispose(stop)
}
