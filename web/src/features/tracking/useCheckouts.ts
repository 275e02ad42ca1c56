import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, nextTick, ref, shallowRef } from 'vue'
import { checkoutsList, customerOrdersLive, queryKeys, type Order, type PastCheckout } from '@/api'
import { customerChannel, isOrderEvent, useChannel, type Position } from '@/realtime'
import { useSession } from '@/stores/session'
import { isLive, withOrderOf } from './orders'

const PAGE = 15

interface Shown {
  items: PastCheckout[]
  next: string | undefined
}

/** The customer's checkouts, newest first and live, a page at a time. */
export function useCheckouts() {
  const session = useSession()
  const queryClient = useQueryClient()
  const { data } = useQuery<Shown>({
    queryKey: queryKeys.checkouts,
    queryFn: () => firstPage(),
    enabled: false,
  })
  const failure = shallowRef<unknown>()
  const isResting = ref(false)
  const isLoadingMore = ref(false)
  const items = computed(() => data.value?.items)

  const { state } = useChannel({
    channel: () => (session.user && !isResting.value ? customerChannel(session.user.id) : undefined),
    load,
    show: (snapshot) => set(snapshot),
    apply: (event) => {
      if (!isOrderEvent(event)) return
      if (patch(event.data)) return
      // Placed on another device: the list has a new beginning. What fails here, the next event or visit mends.
      void firstPage().then(set, () => undefined)
    },
  })

  /** The position is read first: events that fall in between are shown again, which changes nothing. */
  async function load(): Promise<Shown & { position: Position }> {
    try {
      const { position } = await customerOrdersLive()
      const page = await firstPage()
      failure.value = undefined
      return { ...page, position }
    } catch (error) {
      failure.value = error
      throw error
    }
  }

  async function more(): Promise<void> {
    const cursor = shownNow()?.next
    if (cursor === undefined || isLoadingMore.value) return
    isLoadingMore.value = true
    try {
      const page = await pageAfter(cursor)
      const shown = shownNow()?.items ?? []
      const isNew = ({ id }: PastCheckout): boolean => shown.every((one) => one.id !== id)
      set({ items: [...shown, ...page.items.filter(isNew)], next: page.next })
    } catch (error) {
      failure.value = error
    } finally {
      isLoadingMore.value = false
    }
  }

  function set({ items: all, next }: Shown): void {
    queryClient.setQueryData<Shown>(queryKeys.checkouts, { items: all, next })
  }

  /** What the ref shows follows a moment later: events that come together must not undo each other. */
  function shownNow(): Shown | undefined {
    return queryClient.getQueryData<Shown>(queryKeys.checkouts)
  }

  /** Tells whether the order's checkout is among those that are shown, or is too old to be. */
  function patch(order: Order): boolean {
    const shown = shownNow()
    if (!shown) return true
    const isShown = shown.items.some(({ id }) => id === order.checkout_id)
    const isOlder = shown.next !== undefined && (shown.items.at(-1)?.id ?? 0) > order.checkout_id
    if (isShown) set({ ...shown, items: shown.items.map((checkout) => withOrderOf(checkout, order)) })
    return isShown || isOlder
  }

  async function retry(): Promise<void> {
    isResting.value = true
    await nextTick()
    isResting.value = false
  }

  return {
    items,
    live: computed(() => items.value?.filter(isLive) ?? []),
    past: computed(() => items.value?.filter((checkout) => !isLive(checkout)) ?? []),
    hasMore: computed(() => data.value?.next !== undefined),
    isLoadingMore,
    failure,
    state,
    more,
    retry,
  }
}

function firstPage(): Promise<Shown> {
  return pageAfter(undefined)
}

async function pageAfter(cursor: string | undefined): Promise<Shown> {
  const query = { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) }
  const { items, next_cursor } = await checkoutsList({ query })
  return { items, next: next_cursor ?? undefined }
}
