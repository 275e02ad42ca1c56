import { useIntervalFn } from '@vueuse/core'
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { vendorOrdersStats, type StatsBody } from '@/api'
import { useChannel, vendorChannel, type LinkState } from '@/realtime'
import { useSession } from '@/stores/session'
import { Recount } from './recount'

/** A count takes a moment; only one that takes longer is worth a word, or the chip would flicker with each order. */
const STALE_GRACE_MS = 800
/** Some figures change by the clock alone: a business day ends without an event. */
const COUNT_ANYWAY_MS = 60_000

/** The stall's day in figures. The hall counts; each event only says that it is time to ask again. */
export function useFigures() {
  const session = useSession()
  const figures = shallowRef<StatsBody>()
  const problem = shallowRef<unknown>()
  const isStale = ref(false)
  let grace: ReturnType<typeof setTimeout> | undefined

  const recount = new Recount({ count: async () => show(await load()), onStale: tellStale })

  const { state } = useChannel<StatsBody>({
    channel: () => (session.user?.vendor_id == null ? undefined : vendorChannel(session.user.vendor_id)),
    load,
    show,
    apply: () => recount.want(),
  })
  useIntervalFn(() => recount.want(), COUNT_ANYWAY_MS)
  onScopeDispose(() => {
    recount.stop()
    clearTimeout(grace)
  })

  async function load(): Promise<StatsBody> {
    try {
      const counted = await vendorOrdersStats()
      problem.value = undefined
      return counted
    } catch (error) {
      problem.value = error
      throw error
    }
  }

  function show(counted: StatsBody): void {
    figures.value = counted
  }

  function tellStale(is: boolean): void {
    if (is) {
      grace ??= setTimeout(() => (isStale.value = true), STALE_GRACE_MS)
      return
    }
    clearTimeout(grace)
    grace = undefined
    isStale.value = false
  }

  async function retry(): Promise<void> {
    await load().then(show, () => undefined)
  }

  /** It is live only while the figures are, too. */
  const link = computed<LinkState>(() =>
    state.value.is === 'live' && isStale.value ? { is: 'catching-up' } : state.value,
  )

  return { figures, problem, link, retry }
}
