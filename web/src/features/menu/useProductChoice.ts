import { computed, reactive, ref, toValue, type MaybeRefOrGetter } from 'vue'
import type { AddOn, Product } from '@/api'

/** The most portions of one line. */
const MAX_QUANTITY = 99

/** What a customer wants of a product: how many, with which extras, and the note. */
export function useProductChoice(source: MaybeRefOrGetter<Product>) {
  const quantity = ref(1)
  const note = ref('')
  const extras = reactive(new Map<number, number>())

  const product = computed(() => toValue(source))
  const maxQuantity = computed(() => Math.min(MAX_QUANTITY, Math.max(1, product.value.stock ?? MAX_QUANTITY)))
  const chosen = computed(() =>
    product.value.add_ons
      .filter((addOn) => addOn.is_available && count(addOn) > 0)
      .map((addOn) => ({ addOn, quantity: count(addOn) })),
  )
  /** In minor units; what the hall then charges is the cart's quote. */
  const total = computed(() => {
    const each = chosen.value.reduce(
      (sum, { addOn, quantity: of }) => sum + addOn.price * of,
      product.value.price,
    )
    return each * wanted.value
  })
  /** Stock may have shrunk since the number was chosen. */
  const wanted = computed(() => Math.min(quantity.value, maxQuantity.value))

  function count(addOn: AddOn): number {
    return Math.min(extras.get(addOn.id) ?? 0, addOn.max_quantity)
  }

  function setCount(addOn: AddOn, to: number): void {
    extras.set(addOn.id, to)
  }

  /** The line to be put into the cart. */
  function line() {
    return {
      product_id: product.value.id,
      quantity: wanted.value,
      add_ons: chosen.value.map(({ addOn, quantity: of }) => ({ add_on_id: addOn.id, quantity: of })),
      note: note.value.trim() === '' ? null : note.value.trim(),
    }
  }

  return { quantity, wanted, note, maxQuantity, total, count, setCount, line }
}
