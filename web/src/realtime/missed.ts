import { realtimeEvents } from '@/api'
import type { Missed } from './channelReader'
import type { EventData, Position } from './orderEvents'

const underWay = new Map<string, Promise<Missed>>()

/** What came after a position. Components that stand at the same place share one call. */
export function fetchMissed(channel: string, after: Position): Promise<Missed> {
  const place = `${channel} ${after.epoch} ${after.seq}`
  const asked = underWay.get(place) ?? ask(channel, after).finally(() => underWay.delete(place))
  underWay.set(place, asked)
  return asked
}

async function ask(channel: string, after: Position): Promise<Missed> {
  const { recovered, events } = await realtimeEvents({
    query: { channel, epoch: after.epoch, after: after.seq },
  })
  return {
    recovered,
    events: events.map(({ event, data }) => ({ event, data: data as unknown as EventData })),
  }
}
