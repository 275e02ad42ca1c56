import { computed, ref } from 'vue'
import { isMeant, ofStage, STAGES } from './openOrders'
import { useMoves } from './useMoves'
import { useStall } from './stall'

/** The open orders by stage, as the screen shows them: searched, and with moves that are on their way. */
export function useBoard() {
  const stall = useStall()
  const moves = useMoves()
  const search = ref('')

  const shown = computed(() => (stall.orders ?? []).map((order) => moves.shown(order)))
  const found = computed(() => shown.value.filter((order) => isMeant(order, search.value)))
  const columns = computed(() => STAGES.map((stage) => ({ stage, orders: ofStage(found.value, stage) })))
  const isSearching = computed(() => search.value.trim() !== '')

  return { search, columns, isSearching, count: computed(() => shown.value.length) }
}
