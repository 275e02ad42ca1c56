import { useQueryClient } from '@tanstack/vue-query'
import { useDebounceFn } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import { queryKeys, vendorOrdersLive, type LiveOrders, type Order } from '@/api'
import { isOrderEvent, useChannel, vendorChannel, type ChannelEvent } from '@/realtime'
import { useBadges } from '@/stores/badges'
import { useSession } from '@/stores/session'
import { isOpen, newest } from './openOrders'
import { useOrderAlerts } from './useOrderAlerts'

/** How long lists rest after an event before they are read anew. */
const LISTS_REST_MS = 400

/**
 * The stall's open orders, as they are. It goes on for as long as somebody of the stall is signed in, whatever page
 * is shown: an order that comes while the staff reads figures rings too.
 */
export const useStall = defineStore('stall', () => {
  const session = useSession()
  const badges = useBadges()
  const queryClient = useQueryClient()
  const alerts = useOrderAlerts()
  const orders = shallowRef<readonly Order[]>()
  const problem = shallowRef<unknown>()
  /** The versions at which orders ended: older news of them must not bring them back. */
  const ended = new Map<number, number>()

  const channel = computed(() => {
    const vendorId = session.user?.vendor_id
    return vendorId == null ? undefined : vendorChannel(vendorId)
  })
  watch(channel, () => {
    orders.value = undefined
    ended.clear()
    alerts.stop()
  })

  const { state: link } = useChannel<LiveOrders>({ channel, load, show, apply })

  async function load(): Promise<LiveOrders> {
    try {
      const snapshot = await vendorOrdersLive()
      problem.value = undefined
      return snapshot
    } catch (error) {
      problem.value = error
      throw error
    }
  }

  function show(snapshot: LiveOrders): void {
    const before = orders.value
    orders.value = snapshot.orders.filter((order) => !isPast(order))
    // Whoever opens the page looks at it. What a later snapshot brings came while nobody could tell of it.
    if (before === undefined) return
    const known = new Set(before.map(({ id }) => id))
    for (const order of snapshot.orders) if (!known.has(order.id)) alerts.received(order)
    for (const order of before) if (find(order.id)?.status !== 'pending') alerts.settled(order)
  }

  function apply(event: ChannelEvent): void {
    if (!isOrderEvent(event)) return
    take(event.data)
    if (event.name === 'OrderReceived') alerts.received(event.data)
    if (event.name === 'OrderStatusChanged') alerts.moved(event.data)
    void queryClient.invalidateQueries({ queryKey: queryKeys.orderSteps('vendor', event.data.id) })
    void refreshLists()
  }

  /** Takes an order as the hall has just told it, in an answer or an event. */
  function take(heard: Order): void {
    if (orders.value === undefined || isPast(heard)) return
    const order = newest(find(heard.id), heard)
    const others = orders.value.filter(({ id }) => id !== order.id)
    if (!isOpen(order)) ended.set(order.id, order.version)
    orders.value = isOpen(order) ? [...others, order] : others
    queryClient.setQueryData<Order>(queryKeys.order('vendor', order.id), (shown) => newest(shown, order))
  }

  /** A rush brings events by the dozen; a list that is looked at is read anew once for all of them. */
  const refreshLists = useDebounceFn(
    () => queryClient.invalidateQueries({ queryKey: ['orders', 'vendor', 'list'] }),
    LISTS_REST_MS,
    { maxWait: LISTS_REST_MS * 4 },
  )

  function isPast(order: Order): boolean {
    return (ended.get(order.id) ?? 0) > order.version
  }

  function find(id: number): Order | undefined {
    return orders.value?.find((order) => order.id === id)
  }

  /** Reads again by hand, where the first reading failed. The channel goes on by itself. */
  async function retry(): Promise<void> {
    await load().then(show, () => undefined)
  }

  const pending = computed(() => (orders.value ?? []).filter(({ status }) => status === 'pending').length)
  watch(pending, (count) => (badges.orders = count), { immediate: true })

  return {
    /** Undefined until they were read for the first time. */
    orders: computed(() => orders.value),
    problem: computed(() => problem.value),
    link: computed(() => link.value),
    pending,
    find,
    take,
    retry,
  }
})
