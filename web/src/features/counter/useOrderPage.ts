import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { queryKeys, vendorOrdersShow, vendorOrdersShowHistory } from '@/api'
import { useMoves } from './useMoves'
import { useStall } from './stall'

const ALL_STEPS = 200

/** One order with its way. It is read once; the stall's channel keeps it true from then on. */
export function useOrderPage(id: () => number) {
  const stall = useStall()
  const moves = useMoves()
  const order = useQuery({
    queryKey: computed(() => queryKeys.order('vendor', id())),
    queryFn: () => vendorOrdersShow({ path: { id: id() } }),
  })
  const steps = useQuery({
    queryKey: computed(() => queryKeys.orderSteps('vendor', id())),
    queryFn: async () =>
      (await vendorOrdersShowHistory({ path: { id: id() }, query: { limit: ALL_STEPS } })).items,
  })
  const shown = computed(() => {
    const known = stall.find(id()) ?? order.data.value
    return known === undefined ? undefined : moves.shown(known)
  })
  return { shown, order, steps }
}
