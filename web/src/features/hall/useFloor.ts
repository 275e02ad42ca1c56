import { useQuery } from '@tanstack/vue-query'
import { computed, ref, watch } from 'vue'
import { adminShowFloor, queryKeys } from '@/api'
import { useNow } from '@/composables/useNow'
import { arrange, clockAhead, floorState } from './floorView'

/** How often the floor is looked at. */
export const LOOK_EVERY_MS = 3_000

/** The floor, looked at again and again, and how true it is. */
export function useFloor() {
  const now = useNow()
  const query = useQuery({
    queryKey: queryKeys.floor,
    queryFn: () => adminShowFloor(),
    refetchInterval: LOOK_EVERY_MS,
    // The next look is the retry.
    retry: false,
    staleTime: 0,
  })
  const { data: floor, dataUpdatedAt, error, isFetching, refetch } = query

  const ahead = ref(0)
  watch(
    floor,
    (looked) => {
      if (looked) ahead.value = clockAhead(ahead.value, Date.parse(looked.at), dataUpdatedAt.value)
    },
    { immediate: true },
  )

  const vendors = computed(() => floor.value?.vendors ?? [])
  const groups = computed(() => arrange(vendors.value, now.value + ahead.value))
  const totals = computed(() => ({
    pending: sum(vendors.value.map(({ pending }) => pending)),
    accepted: sum(vendors.value.map(({ accepted }) => accepted)),
    ready: sum(vendors.value.map(({ ready }) => ready)),
    open: vendors.value.filter(({ is_active, is_paused }) => is_active && !is_paused).length,
    stalls: vendors.value.length,
  }))
  const state = computed(() => floorState(dataUpdatedAt.value, error.value !== null, now.value))

  return { floor, groups, totals, state, error, isFetching, refetch }
}

const sum = (numbers: number[]): number => numbers.reduce((total, each) => total + each, 0)
