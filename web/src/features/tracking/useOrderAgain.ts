import { ref, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import { customerOrdersAgain, type Cart, type Order, type SkippedItem } from '@/api'
import { useCartWrites } from '@/composables/useCart'
import { useProblemText } from '@/composables/useProblemText'
import { toast } from '@/ui'

/** Puts what was ordered into the cart again, and tells what could not be. */
export function useOrderAgain() {
  const { t } = useI18n()
  const { problemText } = useProblemText()
  const router = useRouter()
  const write = useCartWrites()
  const isBusy = ref(false)
  /** What was left out, while the customer is told of it. */
  const skipped = shallowRef<SkippedItem[]>([])
  const isEmpty = ref(false)

  async function again(orders: readonly Order[]): Promise<void> {
    if (isBusy.value) return
    isBusy.value = true
    try {
      const { cart, left } = await fill(orders)
      if (left.length === 0) {
        toast.success(t('tracking.again.done'), { id: 'again' })
        await router.push('/cart')
      } else {
        isEmpty.value = cart === undefined || cart.lines.length === 0
        skipped.value = left
      }
    } catch (error) {
      toast.error(problemText(error), { id: 'again' })
    } finally {
      isBusy.value = false
    }
  }

  /** One after the other: the cart is one. */
  async function fill(orders: readonly Order[]): Promise<{ cart: Cart | undefined; left: SkippedItem[] }> {
    const left: SkippedItem[] = []
    let cart: Cart | undefined
    for (const { id } of orders) {
      cart = await write(async () => {
        const answer = await customerOrdersAgain({ path: { id } })
        left.push(...answer.skipped)
        return answer.cart
      })
    }
    return { cart, left }
  }

  return { isBusy, skipped, isEmpty, again }
}
