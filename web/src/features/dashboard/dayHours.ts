import type { HourBody } from '@/api'

const AT_LEAST = 8

/**
 * The hours worth showing: from the first with an order to the last with one or the present, whichever is later, and
 * never so few that the day has no shape.
 */
export function worthShowing(hours: readonly HourBody[], now: number): HourBody[] {
  const current = hours.findLastIndex(({ starts_at }) => Date.parse(starts_at) <= now)
  const isBusy = ({ orders }: HourBody): boolean => orders > 0
  const firstBusy = hours.findIndex(isBusy)
  const last = Math.max(hours.findLastIndex(isBusy), current, 0)
  const first = firstBusy === -1 ? last : Math.min(firstBusy, last)
  const missing = Math.max(0, AT_LEAST - (last - first + 1))
  // Fill up with what is to come, as far as the day goes, then with what was before.
  const end = Math.min(hours.length, last + 1 + missing)
  const start = Math.max(0, Math.min(first, end - AT_LEAST))
  return hours.slice(start, end)
}

/** An hour as the clock shows it. */
export function hourName({ hour }: HourBody): string {
  return `${String(hour).padStart(2, '0')}:00`
}
