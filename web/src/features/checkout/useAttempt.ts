import { useQueryClient } from '@tanstack/vue-query'
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { ApiProblem, queryKeys, sendWrite, type Checkout, type CheckoutRequest, type Order } from '@/api'
import { newKey } from '@/lib/newKey'
import { useSession } from '@/stores/session'
import { keepAttempt, keptAttempt, type KeptAttempt } from './keptAttempt'

/** Answers that say that nothing was placed and nothing will be: the next attempt is a new one. */
const FINAL = [400, 403, 404, 409, 422]

/**
 * Placing a checkout: once, whatever happens on the way. The attempt and its key are kept until there is an answer, over
 * a lost network and over a load of the page. It lives in a store, since a customer may leave the page meanwhile.
 */
export const useAttempt = defineStore('checkout attempt', () => {
  const session = useSession()
  const queryClient = useQueryClient()
  const isSending = ref(false)
  /** Why the last attempt placed nothing. */
  const problem = shallowRef<unknown>()

  /** Places. What was sent before and left unclear is sent under its old key, so that it cannot be placed twice. */
  function place(request: CheckoutRequest): Promise<Checkout> {
    const customerId = session.user?.id ?? 0
    const kept = ownAttempt()
    const isSame = kept !== undefined && JSON.stringify(kept.request) === JSON.stringify(request)
    return send({ customerId, key: isSame ? kept.key : newKey(), request, isUnclear: false })
  }

  /** Goes on with an attempt that an earlier page left without an answer; undefined where there is none. */
  function resume(): Promise<Checkout> | undefined {
    const kept = ownAttempt()
    return kept === undefined || kept.isUnclear || isSending.value ? undefined : send(kept)
  }

  function ownAttempt(): KeptAttempt | undefined {
    const kept = keptAttempt()
    return kept?.customerId === session.user?.id ? kept : undefined
  }

  async function send(attempt: KeptAttempt): Promise<Checkout> {
    isSending.value = true
    problem.value = undefined
    keepAttempt(attempt)
    try {
      const checkout = await sendWrite<Checkout>({
        method: 'POST',
        path: '/api/customer/checkouts',
        body: attempt.request,
        headers: { 'Idempotency-Key': attempt.key },
        key: 'checkout',
        label: { text: 'checkout.write.place' },
      })
      keepAttempt(undefined)
      show(checkout)
      return checkout
    } catch (error) {
      const isFinal = error instanceof ApiProblem && FINAL.includes(error.status)
      keepAttempt(isFinal || isDropped(error) ? undefined : { ...attempt, isUnclear: true })
      problem.value = isDropped(error) ? undefined : error
      // The menu is not what the cart was priced from.
      void queryClient.invalidateQueries({ queryKey: queryKeys.cart })
      throw error
    } finally {
      isSending.value = false
    }
  }

  function show(checkout: Checkout): void {
    queryClient.setQueryData<Order[]>(queryKeys.liveOrders('customer'), (orders = []) => {
      const isNew = (order: Order): boolean => orders.every(({ id }) => id !== order.id)
      return [...orders, ...checkout.orders.filter(isNew)]
    })
    void queryClient.invalidateQueries({ queryKey: queryKeys.cart })
    void queryClient.invalidateQueries({ queryKey: queryKeys.menu })
  }

  return { isSending, problem, place, resume }
})

/** Whoever signs out takes back what was not sent. */
function isDropped(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError'
}
