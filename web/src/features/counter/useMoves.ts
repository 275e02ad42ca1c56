import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { toast } from '@/ui'
import {
  ApiProblem,
  heldWrites,
  isProblem,
  sendWrite,
  vendorOrdersShow,
  type MoveRequest,
  type Order,
} from '@/api'
import { problemText } from '@/composables/useProblemText'
import { i18n } from '@/i18n'
import { useSession } from '@/stores/session'
import { meanwhileText } from './meanwhile'
import { afterMove, pathOf, writeKey, type MoveName, type Why } from './moves'
import { useStall } from './stall'

/**
 * Moves orders. A move is shown as made at once, and as on its way until the hall has said yes; where the hall says no,
 * the order goes back to where it is, and the person is told what happened to it meanwhile, and by whom.
 */
export const useMoves = defineStore('moves', () => {
  const { t } = i18n.global
  const stall = useStall()
  const session = useSession()
  const sending = ref<ReadonlyMap<number, MoveName>>(new Map())
  const heldKeys = computed(() => new Set(heldWrites.list.value.map(({ key }) => key)))

  async function make(order: Order, move: MoveName, why?: Why): Promise<void> {
    if (isOnItsWay(order.id)) return
    mark(order.id, move)
    try {
      const answer = await send(order, move, { version: order.version, ...why })
      stall.take(answer)
      tellIfOthersWere(answer)
    } catch (error) {
      await explain(order, error)
    } finally {
      mark(order.id, undefined)
    }
  }

  function send(order: Order, move: MoveName, body: MoveRequest): Promise<Order> {
    const label = { text: `counter.write.${move}`, values: { number: order.number } }
    return sendWrite<Order>({
      method: 'PATCH',
      path: pathOf(order, move),
      body,
      key: writeKey(order.id),
      label,
    })
  }

  /** The same move made twice is no conflict: the hall answers with whoever was first. */
  function tellIfOthersWere(answer: Order): void {
    const name = answer.changed_by_name
    if (name == null || name === session.user?.name) return
    toast.info(meanwhileText(answer), { id: `meanwhile ${answer.id}` })
  }

  async function explain(order: Order, error: unknown): Promise<void> {
    // The wish of a person who has signed out, or who wants something else by now.
    if (error instanceof DOMException && error.name === 'AbortError') return
    toast.warning(await reasonFor(order, error), { id: `meanwhile ${order.id}` })
  }

  async function reasonFor(order: Order, error: unknown): Promise<string> {
    if (!(error instanceof ApiProblem) || error.status !== 409) return problemText(error)
    const now = await vendorOrdersShow({ path: { id: order.id } }).catch(() => undefined)
    if (now === undefined) return problemText(error)
    stall.take(now)
    const isTooLate = isProblem(error, 'out_of_time')
    return isTooLate
      ? t('counter.refused', { number: order.number, why: problemText(error) })
      : meanwhileText(now)
  }

  function mark(orderId: number, move: MoveName | undefined): void {
    const others = [...sending.value].filter(([id]) => id !== orderId)
    sending.value = new Map(move === undefined ? others : [...others, [orderId, move]])
  }

  /** Whether a move was made here that the hall has not answered: also one of an earlier load of the page. */
  function isOnItsWay(orderId: number): boolean {
    return sending.value.has(orderId) || isHeld(orderId)
  }

  /** Whether it waits for the network. */
  function isHeld(orderId: number): boolean {
    return heldKeys.value.has(writeKey(orderId))
  }

  /** The order as it is to be shown. */
  function shown(order: Order): Order {
    const move = sending.value.get(order.id)
    return move === undefined ? order : afterMove(order, move, Date.now())
  }

  return { make, isOnItsWay, isHeld, shown }
})
