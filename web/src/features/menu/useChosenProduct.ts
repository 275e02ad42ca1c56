import { computed, ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/** Which product's sheet is open. It is in the address: the phone's way back closes the sheet, and it can be shared. */
export function useChosenProduct() {
  const route = useRoute()
  const router = useRouter()
  const hasOpened = ref(false)

  const productId = computed(() => {
    const id = Number(route.query['product'])
    return Number.isSafeInteger(id) && id > 0 ? id : undefined
  })

  async function choose(id: number): Promise<void> {
    await router.push({ query: { ...route.query, product: String(id) } })
    hasOpened.value = true
  }

  /** Goes back where that is only this sheet's opening. */
  function close(): void {
    if (productId.value === undefined) return
    if (hasOpened.value) {
      hasOpened.value = false
      router.back()
      return
    }
    const { product: _product, ...query } = route.query
    void router.replace({ query })
  }

  return { productId, choose, close }
}
