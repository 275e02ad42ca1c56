import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, ref } from 'vue'
import { cartShow, queryKeys, type Cart, type CartLine, type RequestedLine } from '@/api'
import { useSession } from '@/stores/session'

/** The cart of whoever looks: a guest's goes by a cookie, a customer's by the account. Staff have none. */
export function useCart() {
  const session = useSession()
  const query = useQuery({
    queryKey: queryKeys.cart,
    queryFn: () => cartShow(),
    enabled: () => session.role === null || session.role === 'customer',
  })
  const portions = computed(() => query.data.value?.lines.reduce((sum, line) => sum + line.quantity, 0) ?? 0)
  return { ...query, portions }
}

/** Writes under way; of those that overlap nobody knows whose answer is the newest, so the cart is then read anew. */
const underWay = ref(0)
let isInDoubt = false

/** Whether the cart is being written to, and what is shown of it may be about to change. */
export const isCartChanging = computed(() => underWay.value > 0)

/** Makes writes to the cart, each of which answers the whole cart, and shows the outcome everywhere. */
export function useCartWrites(): (write: () => Promise<Cart>) => Promise<Cart> {
  const queryClient = useQueryClient()

  return async (write) => {
    underWay.value += 1
    isInDoubt ||= underWay.value > 1
    try {
      // A read that began before the write would show the cart of before.
      await queryClient.cancelQueries({ queryKey: queryKeys.cart })
      const cart = await write()
      if (!isInDoubt) queryClient.setQueryData(queryKeys.cart, cart)
      return cart
    } catch (error) {
      isInDoubt = true
      throw error
    } finally {
      underWay.value -= 1
      if (underWay.value === 0 && isInDoubt) {
        isInDoubt = false
        void queryClient.invalidateQueries({ queryKey: queryKeys.cart })
      }
    }
  }
}

/** A line as it is asked for: to be put in again, or to be placed. */
export function requestedLine(line: CartLine): RequestedLine {
  return {
    product_id: line.product_id,
    quantity: line.quantity,
    add_ons: line.add_ons.map(({ add_on_id, quantity }) => ({ add_on_id, quantity })),
    note: line.note ?? null,
  }
}
