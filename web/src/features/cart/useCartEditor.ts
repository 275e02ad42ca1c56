import { computed, onScopeDispose, reactive, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { cartAddLine, isProblem, sendWrite, type Cart, type CartLine, type CartLineChange } from '@/api'
import { requestedLine, useCartWrites } from '@/composables/useCart'
import { useProblemText } from '@/composables/useProblemText'
import { toast } from '@/ui'

/** Presses of a stepper that come so close are one change. */
const PRESSES_MS = 350

/**
 * Changes the cart. What is wanted is shown at once; changes that say how it is to be are held while offline, since
 * made twice they do no more than once.
 */
export function useCartEditor(cart: Ref<Cart | undefined>) {
  const { t } = useI18n()
  const { problemText } = useProblemText()
  const write = useCartWrites()
  const quantities = reactive(new Map<number, number>())
  const removed = reactive(new Set<number>())
  const timers = new Map<number, ReturnType<typeof setTimeout>>()

  const lines = computed(() => cart.value?.lines.filter((line) => !removed.has(line.id)) ?? [])
  /** Whether something is wanted that the hall has not priced yet. */
  const isSettled = computed(() => quantities.size === 0 && removed.size === 0)

  // Whoever leaves the page within a press's delay still meant it.
  onScopeDispose(() => {
    for (const id of timers.keys()) void sendQuantity(id)
  })

  function quantityOf(line: CartLine): number {
    return quantities.get(line.id) ?? line.quantity
  }

  function setQuantity(line: CartLine, quantity: number): void {
    quantities.set(line.id, quantity)
    clearTimeout(timers.get(line.id))
    timers.set(
      line.id,
      setTimeout(() => void sendQuantity(line.id), PRESSES_MS),
    )
  }

  async function sendQuantity(id: number): Promise<void> {
    clearTimeout(timers.get(id))
    timers.delete(id)
    const quantity = quantities.get(id)
    if (quantity === undefined) return
    await change(id, { quantity })
    // A press that came meanwhile has its own change to come.
    if (quantities.get(id) === quantity) quantities.delete(id)
  }

  /** Changes a line, and tells whether it was done. */
  async function change(id: number, to: CartLineChange): Promise<boolean> {
    return attempt(() =>
      sendWrite<Cart>({
        method: 'PATCH',
        path: `/api/cart/lines/${id}`,
        body: to,
        key: `cart line ${id} ${Object.keys(to).join()}`,
        label: { text: 'cart.write.change' },
      }),
    )
  }

  async function remove(line: CartLine): Promise<void> {
    removed.add(line.id)
    const isDone = await attempt(() =>
      sendWrite<Cart>({
        method: 'DELETE',
        path: `/api/cart/lines/${line.id}`,
        key: `cart line ${line.id} remove`,
        label: { text: 'cart.write.remove' },
      }),
    )
    removed.delete(line.id)
    if (!isDone) return
    toast(t('cart.removed', { name: line.name }), {
      id: `removed ${line.id}`,
      action: { label: t('cart.undo'), onClick: () => void putBack(line) },
    })
  }

  async function putBack(line: CartLine): Promise<void> {
    await attempt(() => cartAddLine({ body: requestedLine(line) }))
  }

  async function attempt(send: () => Promise<Cart>): Promise<boolean> {
    try {
      await write(send)
      return true
    } catch (error) {
      // Replaced by a newer change of the same line, which tells how it went.
      const isReplaced = error instanceof DOMException && error.name === 'AbortError'
      // Gone already: by another tab, or by an answer that was lost.
      const isGone = isProblem(error, 'line_not_found')
      const text = isProblem(error, 'invalid') ? t('cart.refused') : problemText(error)
      if (!isReplaced && !isGone) toast.error(text, { id: 'cart' })
      return false
    }
  }

  return { lines, isSettled, quantityOf, setQuantity, change, remove }
}
