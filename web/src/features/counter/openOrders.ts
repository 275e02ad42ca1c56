import type { Order } from '@/api'

/** The stages of an order that somebody still has to do something about, as the columns stand. */
export const STAGES = ['pending', 'accepted', 'ready_for_pickup'] as const

/** One of them. */
export type Stage = (typeof STAGES)[number]

/** Whether somebody still has to do something about it. */
export function isOpen(order: Order): boolean {
  return (STAGES as readonly string[]).includes(order.status)
}

/** What is known of an order after hearing of it again. News may come late: the higher version is right. */
export function newest(known: Order | undefined, heard: Order): Order {
  if (known === undefined || heard.version > known.version) return heard
  // Being seen is no move and has no version: it only ever becomes true.
  const seen_at = known.seen_at ?? heard.seen_at ?? null
  return heard.version === known.version ? { ...heard, seen_at } : { ...known, seen_at }
}

/** Since when somebody waits: for the food, and when that is there, for whoever ordered it. */
export function waitingSince(order: Order): string {
  return order.status === 'ready_for_pickup' ? (order.ready_at ?? order.placed_at) : order.placed_at
}

/** The orders of a stage, the one that has waited longest first. */
export function ofStage<Each extends Order>(orders: readonly Each[], stage: Stage): Each[] {
  return orders
    .filter(({ status }) => status === stage)
    .toSorted((one, other) => waitsLonger(one, other) || one.id - other.id)
}

function waitsLonger(one: Order, other: Order): number {
  return Date.parse(waitingSince(one)) - Date.parse(waitingSince(other))
}

/** Whether an order is meant by what was typed: its number, its table, or who placed it. */
export function isMeant(order: Order, typed: string): boolean {
  const wanted = plain(typed)
  return [order.number, order.table_number, order.customer_name ?? ''].some((text) =>
    plain(text).includes(wanted),
  )
}

/** As people type it: without capitals and accents, and `b42` for `B-042`. */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[\s-]+0*/g, '')
}

/** How many portions it has. */
export function portionsOf(order: Order): number {
  return order.lines.reduce((sum, { quantity }) => sum + quantity, 0)
}
