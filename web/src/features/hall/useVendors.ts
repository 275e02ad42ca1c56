import { useQuery } from '@tanstack/vue-query'
import { computed, ref } from 'vue'
import { adminListVendors, queryKeys, type ManagedVendor } from '@/api'
import { vendorState, type VendorState } from './vendorState'

/** Which stalls are shown. */
export type VendorFilter = 'all' | VendorState

/** What a page of the list may hold at most. */
const PAGE = 200

/** Every stall: a hall has few enough to be searched where one stands. */
async function listAll(): Promise<ManagedVendor[]> {
  const all: ManagedVendor[] = []
  let cursor: string | null | undefined
  do {
    const page = await adminListVendors({ query: { limit: PAGE, ...(cursor ? { cursor } : {}) } })
    all.push(...page.items)
    cursor = page.next_cursor
  } while (cursor)
  return all
}

/** The stalls of the hall, searched and filtered. */
export function useVendors() {
  const query = useQuery({ queryKey: queryKeys.adminVendors(), queryFn: listAll })
  const search = ref('')
  const filter = ref<VendorFilter>('all')

  const shown = computed(() => {
    const words = fold(search.value).split(/\s+/).filter(Boolean)
    return (query.data.value ?? [])
      .filter((vendor) => filter.value === 'all' || vendorState(vendor) === filter.value)
      .filter((vendor) => words.every((word) => textOf(vendor).includes(word)))
      .toSorted((one, other) => one.brand_name.localeCompare(other.brand_name) || one.id - other.id)
  })

  function showAll(): void {
    search.value = ''
    filter.value = 'all'
  }

  const { data: vendors, error, isFetching, refetch } = query
  return { vendors, shown, search, filter, showAll, error, isFetching, refetch }
}

/** What a stall is found by: its name and letters, and the people behind its counter. */
function textOf({ brand_name, letter_code, staff }: ManagedVendor): string {
  return fold([brand_name, letter_code, ...staff.flatMap(({ name, email }) => [name, email])].join(' '))
}

/** Without case and accents: who looks for "jalapeno" means "Jalapeño". */
function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}
