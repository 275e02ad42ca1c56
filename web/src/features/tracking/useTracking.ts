import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, nextTick, ref, shallowRef } from 'vue'
import { checkoutsShow, isProblem, queryKeys, type FollowedCheckout, type Order } from '@/api'
import { customerChannel, isOrderEvent, useChannel } from '@/realtime'
import { useSession } from '@/stores/session'
import { withOrderOf } from './orders'

/** One checkout as it stands, live. */
export function useTracking(checkoutId: number) {
  const session = useSession()
  const queryClient = useQueryClient()
  const key = queryKeys.checkout(checkoutId)
  const { data: checkout } = useQuery<FollowedCheckout>({
    queryKey: key,
    queryFn: () => checkoutsShow({ path: { id: checkoutId } }),
    enabled: false,
  })
  const failure = shallowRef<unknown>()
  const isResting = ref(false)
  /** There is none, or it is somebody else's. */
  const isGone = computed(() => isProblem(failure.value, 'not_found'))

  const { state } = useChannel({
    channel: () => {
      const isFollowed = !isGone.value && !isResting.value
      return session.user && isFollowed ? customerChannel(session.user.id) : undefined
    },
    load,
    show: (snapshot) => queryClient.setQueryData(key, snapshot),
    apply: (event) => {
      if (isOrderEvent(event)) patch(event.data)
    },
  })

  async function load(): Promise<FollowedCheckout> {
    try {
      const snapshot = await checkoutsShow({ path: { id: checkoutId } })
      failure.value = undefined
      return snapshot
    } catch (error) {
      failure.value = error
      throw error
    }
  }

  function patch(order: Order): void {
    queryClient.setQueryData<FollowedCheckout>(key, (shown) => shown && withOrderOf(shown, order))
  }

  /** Begins anew at once, where waiting for the next attempt is too long. */
  async function retry(): Promise<void> {
    isResting.value = true
    await nextTick()
    isResting.value = false
  }

  return { checkout, failure, isGone, state, patch, retry }
}
