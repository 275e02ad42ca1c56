import { defineStore } from 'pinia'
import { onScopeDispose, ref, watch } from 'vue'
import { toast } from '@/ui'
import type { Order } from '@/api'
import { i18n } from '@/i18n'
import { useSession } from '@/stores/session'
import { meanwhileText } from './meanwhile'
import type { Why } from './moves'
import { useMoves } from './useMoves'
import { useStall } from './stall'

/** How long a decline can be taken back before it is sent. */
export const UNDO_MS = 6_000
const STORE = 'hawker.declines'

/** A decline that was decided and not sent yet. */
export interface Decline {
  order: Order
  why: Why
  dueAt: number
}

/**
 * Declines that can still be taken back. Whoever leaves the page has decided: then they are sent at once. What a page
 * that died has left behind is sent by the next one; the version that goes along makes that safe.
 */
export const useDeclines = defineStore('declines', () => {
  const stall = useStall()
  const moves = useMoves()
  const session = useSession()
  const waiting = ref<readonly Decline[]>([])
  const sent = new Map<number, Decline>()
  const timers = new Map<number, ReturnType<typeof setTimeout>>()

  function plan(order: Order, why: Why): void {
    undo(order.id)
    if (!isStillPending(order)) return tellMoved(order)
    timers.set(
      order.id,
      setTimeout(() => send(order.id), UNDO_MS),
    )
    setWaiting([...waiting.value, { order, why, dueAt: Date.now() + UNDO_MS }])
  }

  function undo(orderId: number): void {
    clearTimeout(timers.get(orderId))
    timers.delete(orderId)
    setWaiting(waiting.value.filter(({ order }) => order.id !== orderId))
  }

  /** Sends those that wait, without waiting any longer. */
  function sendAll(): void {
    for (const { order } of waiting.value) send(order.id)
  }

  function send(orderId: number): void {
    const decline = of(orderId)
    if (decline !== undefined) void sendOne(decline)
  }

  async function sendOne(decline: Decline): Promise<void> {
    const { order, why } = decline
    sent.set(order.id, decline)
    undo(order.id)
    await moves.make(order, 'decline', why)
    sent.delete(order.id)
    keep()
  }

  function of(orderId: number): Decline | undefined {
    return waiting.value.find(({ order }) => order.id === orderId)
  }

  function setWaiting(declines: readonly Decline[]): void {
    waiting.value = declines
    keep()
  }

  /** A page that dies now leaves them to the next one. */
  function keep(): void {
    write([...sent.values(), ...waiting.value])
  }

  function forget(): void {
    sent.clear()
    for (const { order } of waiting.value) undo(order.id)
    keep()
  }

  // Nobody's declines go out in somebody else's name.
  watch(
    () => session.user?.id,
    (now, before) => {
      if (before !== undefined && now !== before) forget()
    },
  )

  for (const left of read()) if (left.order.vendor_id === session.user?.vendor_id) void sendOne(left)
  onScopeDispose(onLeave(sendAll))

  // Another screen may be faster, or the customer: then there is nothing left to decline.
  watch(
    () => stall.orders,
    (orders) => {
      if (orders === undefined) return
      for (const { order } of waiting.value.filter((decline) => !isStillPending(decline.order))) {
        undo(order.id)
        tellMoved(order)
      }
    },
  )

  function isStillPending(order: Order): boolean {
    return stall.find(order.id)?.status === 'pending'
  }

  function tellMoved(order: Order): void {
    const { t } = i18n.global
    const now = stall.find(order.id)
    const what = now ? meanwhileText(now) : t('counter.meanwhile.gone', { number: order.number })
    toast.warning(what, { id: `meanwhile ${order.id}`, description: t('counter.decline.notSent') })
  }

  return { plan, undo, of, sendAll }
})

/** Calls back when the page is left, for another tab or for good. Returns the end of it. */
function onLeave(left: () => void): () => void {
  const hidden = (): void => {
    if (document.visibilityState === 'hidden') left()
  }
  document.addEventListener('visibilitychange', hidden)
  window.addEventListener('pagehide', left)
  return () => {
    document.removeEventListener('visibilitychange', hidden)
    window.removeEventListener('pagehide', left)
  }
}

function read(): readonly Decline[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(STORE) ?? '[]')
    return Array.isArray(kept) ? (kept as Decline[]) : []
  } catch {
    return []
  }
}

function write(declines: readonly Decline[]): void {
  try {
    sessionStorage.setItem(STORE, JSON.stringify(declines))
  } catch {
    // A browser that stores nothing: what waits lasts as long as the page.
  }
}
