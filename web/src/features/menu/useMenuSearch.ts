import { computed, onScopeDispose, ref, watch, type Ref } from 'vue'
import { useRoute, useRouter, type LocationQueryValue } from 'vue-router'
import type { VendorMenu } from '@/api'
import { categoriesOf, findDishes } from './dishes'

const INTO_ADDRESS_MS = 400

/** The search over all stalls. It is kept in the address, so that the way back from a stall leads to it. */
export function useMenuSearch(vendors: Ref<readonly VendorMenu[]>) {
  const route = useRoute()
  const router = useRouter()
  const text = ref(only(route.query['q']))
  const category = ref(only(route.query['category']))

  const categories = computed(() => categoriesOf(vendors.value))
  const isSearching = computed(() => text.value.trim() !== '' || category.value !== '')
  const found = computed(() =>
    isSearching.value ? findDishes(vendors.value, text.value, category.value) : [],
  )

  let timer: ReturnType<typeof setTimeout> | undefined
  let written = [text.value, category.value].join('\n')
  onScopeDispose(() => clearTimeout(timer))

  watch([text, category], () => {
    clearTimeout(timer)
    timer = setTimeout(writeAddress, INTO_ADDRESS_MS)
  })

  function writeAddress(): void {
    written = [text.value, category.value].join('\n')
    const { q: _q, category: _category, ...others } = route.query
    const query = {
      ...others,
      ...(text.value.trim() === '' ? {} : { q: text.value }),
      ...(category.value === '' ? {} : { category: category.value }),
    }
    void router.replace({ query })
  }

  // An address that changed otherwise, as by the navigation's "Menu", is what is wanted now.
  watch(
    () => [only(route.query['q']), only(route.query['category'])] as const,
    ([q, chosen]) => {
      if ([q, chosen].join('\n') === written) return
      text.value = q
      category.value = chosen
    },
  )

  function clear(): void {
    text.value = ''
    category.value = ''
  }

  return { text, category, categories, isSearching, found, clear }
}

function only(value: LocationQueryValue | LocationQueryValue[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? ''
}
