import * as v from 'valibot'
import { computed, shallowRef } from 'vue'
import {
  ApiProblem,
  heldWrites,
  type Cart,
  type CheckoutRequest,
  type PaymentMethod,
  type Quote,
} from '@/api'
import { useHall } from '@/api/hall'
import { isCartChanging, requestedLine, useCart } from '@/composables/useCart'
import { useForm } from '@/composables/useForm'
import { ring } from '@/realtime'
import { keepTable, keptTable } from './keptTable'
import { refusalOf } from './refusal'
import { useArrival } from './useArrival'
import { useAttempt } from './useAttempt'

const MAX_TABLE = 16

const Details = v.object({
  table_number: v.pipe(
    v.string(),
    v.trim(),
    v.nonEmpty('checkout.tableNeeded'),
    v.maxLength(MAX_TABLE, 'checkout.tableTooLong'),
  ),
  payment_method: v.string(),
  note: v.string(),
})

/** Checking out: the cart as it is priced now, where it goes, how it is paid, and placing it. */
export function useCheckout() {
  const { data: cart, error, isPending, isFetching, refetch } = useCart()
  const { data: hall } = useHall()
  const attempt = useAttempt()
  const arrive = useArrival()
  /** The quote that the customer saw when they pressed the button. */
  const agreed = shallowRef<Quote>()
  /** The cart that is being placed: it stays in sight until the page is left, though it is the customer's no more. */
  const placing = shallowRef<Cart>()
  const shown = computed(() => placing.value ?? cart.value)

  const form = useForm({ table_number: keptTable(), payment_method: '', note: '' }, Details, place)
  const methods = computed<PaymentMethod[]>(() => hall.value?.payment_methods ?? [])
  const method = computed({
    get: () => form.values.payment_method || (methods.value[0] ?? 'cashier'),
    set: (chosen) => (form.values.payment_method = chosen),
  })
  const refusal = computed(() => refusalOf(attempt.problem, agreed.value))
  /** It waits for the network, or was under way when the page was loaded: there is nothing to fill in. */
  const isUnderWay = computed(() => {
    const isHeld = heldWrites.list.value.some(({ key }) => key === 'checkout')
    return attempt.isSending && (isHeld || placing.value === undefined)
  })
  const canPlace = computed(() => cart.value?.quote != null && !isCartChanging.value && !attempt.isSending)

  async function place(): Promise<void> {
    const now = cart.value
    if (!canPlace.value || now?.quote == null) return
    agreed.value = now.quote
    placing.value = now
    keepTable(form.values.table_number.trim())
    try {
      await arrive(await attempt.place(requestOf(now, now.quote.total)))
    } catch (failure) {
      placing.value = undefined
      if (refusalOf(failure, agreed.value) === undefined) throw told(failure)
    }
  }

  function requestOf(now: Cart, total: number): CheckoutRequest {
    const note = form.values.note.trim()
    return {
      table_number: form.values.table_number.trim(),
      payment_method: method.value,
      note: note === '' ? null : note,
      expected_total: total,
      lines: now.lines.map(requestedLine),
      cart_lines: now.lines.map(({ id }) => id),
    }
  }

  async function submit(): Promise<void> {
    // The press that orders is also what lets the browser sound the chime when it is ready.
    void ring.unlock()
    await form.submit()
  }

  return {
    ...form,
    submit,
    cart: shown,
    error,
    isPending,
    isFetching,
    refetch,
    methods,
    method,
    refusal,
    isUnderWay,
    canPlace,
  }
}

/** Faults of fields that the form does not have are faults of the whole. */
function told(failure: unknown): unknown {
  if (!(failure instanceof ApiProblem)) return failure
  const isInForm = failure.fields.some(({ field }) => ['table_number', 'note'].includes(field))
  if (isInForm || failure.fields.length === 0) return failure
  const detail = failure.fields.map(({ field, message }) => `${field} ${message}`).join('; ')
  return new ApiProblem(failure.status, failure.code, failure.title, detail, [], failure.body)
}
