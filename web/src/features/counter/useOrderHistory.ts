import { keepPreviousData, useInfiniteQuery } from '@tanstack/vue-query'
import { refDebounced } from '@vueuse/core'
import { computed, ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { queryKeys, vendorOrdersList, type OrderStatus } from '@/api'

const PAGE = 30
const TYPING_MS = 300

/** The stall's orders of all times, newest first, page by page. */
export function useOrderHistory() {
  const status = ref<OrderStatus | 'all'>('all')
  const typed = ref('')
  const rested = refDebounced(typed, TYPING_MS)
  const day = useDayInAddress()
  const filter = computed(() => ({
    ...(status.value === 'all' ? {} : { status: status.value }),
    ...(day.value === '' ? {} : { business_day: day.value }),
    ...(rested.value.trim() === '' ? {} : { search: rested.value.trim() }),
  }))

  const query = useInfiniteQuery({
    queryKey: computed(() => queryKeys.orderHistory('vendor', filter.value)),
    queryFn: ({ pageParam }) =>
      vendorOrdersList({
        query: { ...filter.value, limit: PAGE, ...(pageParam === undefined ? {} : { cursor: pageParam }) },
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    // What was found before stays while the next is looked for.
    placeholderData: keepPreviousData,
  })
  const orders = computed(() => query.data.value?.pages.flatMap(({ items }) => items) ?? [])
  const isFiltered = computed(() => Object.keys(filter.value).length > 0)

  return { status, typed, day, orders, isFiltered, query }
}

/** The business day that is looked at, '' for all. It is in the address: a day can be kept, sent and gone back to. */
function useDayInAddress() {
  const route = useRoute()
  const router = useRouter()
  return computed<string>({
    get: () => {
      const day = route.query['day']
      return typeof day === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(day) ? day : ''
    },
    set: (next) => {
      const { day: _day, ...query } = route.query
      void router.replace({ query: next === '' ? query : { ...query, day: next } })
    },
  })
}
