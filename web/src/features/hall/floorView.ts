import type { FloorVendor } from '@/api'
import type { LinkState } from '@/realtime'

/** How long an order may wait for an answer before it is told by colour, and before somebody should go there. */
export const WAITING_SECONDS = 2 * 60
export const LATE_SECONDS = 5 * 60

/** How long a picture of the floor counts as the present one: two answers may be missed, not three. */
export const FRESH_MS = 8_000

/** How long the oldest order waits, in words. */
export type Urgency = 'none' | 'fresh' | 'waiting' | 'late'

/** What the manager should look after. */
export type Alarm = 'late' | 'noScreen'

/** A stall as the floor shows it. */
export interface Stall {
  vendor: FloorVendor
  /** How long the oldest order waits for an answer. */
  waitingSeconds: number
  urgency: Urgency
  alarms: Alarm[]
}

/** The stalls, those first that somebody should look after. */
export interface FloorGroups {
  attention: Stall[]
  open: Stall[]
  /** Paused, or switched off. */
  resting: Stall[]
}

/** Groups and sorts the stalls at a moment by the server's clock, in epoch milliseconds. */
export function arrange(vendors: readonly FloorVendor[], now: number): FloorGroups {
  const stalls = vendors.map((vendor) => stallAt(vendor, now)).toSorted(byNeed)
  const groups: FloorGroups = { attention: [], open: [], resting: [] }
  for (const stall of stalls) groups[groupOf(stall)].push(stall)
  return groups
}

function stallAt(vendor: FloorVendor, now: number): Stall {
  const since = vendor.oldest_pending_at == null ? now : Date.parse(vendor.oldest_pending_at)
  const waitingSeconds = Math.max(0, (now - since) / 1000)
  const urgency = urgencyOf(vendor.pending, waitingSeconds)
  const takesOrders = vendor.is_active && !vendor.is_paused
  const hasWork = vendor.pending > 0 || vendor.accepted > 0
  const alarms: Alarm[] = []
  if (urgency === 'late') alarms.push('late')
  // Null is not none: not every realtime driver can tell.
  if (vendor.screens_online === 0 && (takesOrders || hasWork)) alarms.push('noScreen')
  return { vendor, waitingSeconds, urgency, alarms }
}

function urgencyOf(pending: number, waitingSeconds: number): Urgency {
  if (pending === 0) return 'none'
  if (waitingSeconds >= LATE_SECONDS) return 'late'
  return waitingSeconds >= WAITING_SECONDS ? 'waiting' : 'fresh'
}

function groupOf({ vendor, alarms }: Stall): keyof FloorGroups {
  if (alarms.length > 0) return 'attention'
  return vendor.is_active && !vendor.is_paused ? 'open' : 'resting'
}

/** Who waits longest comes first; then who has orders, then those that are on, then by name, so that none jumps. */
function byNeed(one: Stall, other: Stall): number {
  return (
    rank(one) - rank(other) ||
    other.waitingSeconds - one.waitingSeconds ||
    one.vendor.brand_name.localeCompare(other.vendor.brand_name) ||
    one.vendor.id - other.vendor.id
  )
}

function rank({ vendor, urgency, alarms }: Stall): number {
  if (urgency === 'late') return 0
  if (alarms.includes('noScreen') && vendor.pending > 0) return 1
  if (alarms.length > 0) return 2
  if (vendor.pending > 0) return 3
  return vendor.is_active ? 4 : 5
}

/** How true the picture is: live while its last answer is fresh, else behind since that answer. */
export function floorState(answeredAt: number, hasFailed: boolean, now: number): LinkState {
  if (answeredAt === 0) return { is: 'connecting' }
  const isFresh = !hasFailed && now - answeredAt <= FRESH_MS
  return isFresh ? { is: 'live' } : { is: 'behind', since: answeredAt }
}

/**
 * How far the server's clock is ahead of this screen's, so that an order is not older because a wall screen's clock
 * is wrong. A small difference is the network's, and following it would let the ages jump.
 */
export function clockAhead(known: number, serverAt: number, answeredAt: number): number {
  const ahead = serverAt - answeredAt
  return Math.abs(ahead - known) > 2_000 ? ahead : known
}
