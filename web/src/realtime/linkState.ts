/** How a live screen stands. It is `live` only while the channel is subscribed and nothing can be missing. */
export type LinkState =
  | { is: 'connecting' }
  | { is: 'live' }
  | { is: 'catching-up' }
  /** `since`: the last moment (epoch milliseconds) at which the screen was known to be complete. */
  | { is: 'behind'; since: number }

/** Whether two states show the same. */
export function sameState(one: LinkState, other: LinkState): boolean {
  return one.is === other.is && (one.is !== 'behind' || other.is !== 'behind' || one.since === other.since)
}
