import {
  onScopeDispose,
  readonly,
  shallowRef,
  toValue,
  watch,
  type MaybeRefOrGetter,
  type ShallowRef,
} from 'vue'
import { ChannelReader } from './channelReader'
import { connection } from './connection'
import type { LinkState } from './linkState'
import { fetchMissed } from './missed'
import type { ChannelEvent, Position } from './orderEvents'
import { onWake } from './wake'

/** What a component follows. */
export interface ChannelSource<Snapshot extends { position: Position }> {
  /** The channel; nothing is followed while it is undefined. */
  channel: MaybeRefOrGetter<string | undefined>
  /** Reads the snapshot, from a call whose answer has a `position`. */
  load: () => Promise<Snapshot>
  /** Shows a whole snapshot, in place of all that was shown. */
  show: (snapshot: Snapshot) => void
  /** Shows one event more. Each comes once and in order, whatever the network does. */
  apply: (event: ChannelEvent) => void
}

/**
 * Follows a channel while the component lives: `show` gets a snapshot, `apply` every later event once and in order.
 * However many components follow a channel, the app subscribes to it once. The state is fit for `LiveChip`.
 */
export function useChannel<Snapshot extends { position: Position }>(
  source: ChannelSource<Snapshot>,
): { state: Readonly<ShallowRef<LinkState>> } {
  const state = shallowRef<LinkState>({ is: 'connecting' })
  let unfollow: (() => void) | undefined
  watch(
    () => toValue(source.channel),
    (channel) => {
      unfollow?.()
      state.value = { is: 'connecting' }
      unfollow = channel === undefined ? undefined : follow(channel, source, state)
    },
    { immediate: true },
  )
  onScopeDispose(() => unfollow?.())
  return { state: readonly(state) }
}

function follow<Snapshot extends { position: Position }>(
  channel: string,
  source: ChannelSource<Snapshot>,
  state: ShallowRef<LinkState>,
): () => void {
  const reader: ChannelReader = new ChannelReader({
    loadAnew: async () => {
      const snapshot = await source.load()
      if (!isOver) source.show(snapshot)
      return snapshot.position
    },
    fetchMissed: (after) => fetchMissed(channel, after),
    apply: source.apply,
    onState: (next) => (state.value = next),
    onReachable: () => connection.nudge(),
  })
  let isOver = false
  const leave = connection.join(channel, {
    subscribed: () => reader.subscribed(),
    lost: () => reader.lost(),
    event: (name, data) => {
      if (data?._rt !== undefined) reader.offer(name, data)
    },
  })
  const sleepOn = onWake(() => reader.wake())
  reader.start()
  return () => {
    isOver = true
    reader.stop()
    leave()
    sleepOn()
  }
}
