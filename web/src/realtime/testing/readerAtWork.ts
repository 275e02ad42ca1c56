import { vi } from 'vitest'
import { ChannelReader } from '../channelReader'
import type { LinkState } from '../linkState'
import { FakeLog, FakeScreen } from './fakeLog'

/** Lets what is ready happen. */
export const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0)
/** Lets time go by. */
export const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)

/** A reader with a hall and a screen. */
export function setUp() {
  const log = new FakeLog()
  const screen = new FakeScreen()
  const states: string[] = []
  let state: LinkState = { is: 'connecting' }
  const onReachable = vi.fn()
  const ports = {
    loadAnew: async () => {
      const position = log.snapshot()
      screen.show(position)
      return position
    },
    fetchMissed: async (after: { epoch: string; seq: number }) => log.missed(after),
    apply: ({ data }: { data: { _rt: { epoch: string; seq: number } } }) => screen.apply(data),
    onState: (next: LinkState) => {
      state = next
      states.push(next.is)
    },
    onReachable,
  }
  const reader = new ChannelReader(ports)
  const offer = (seq: number): void => reader.offer('Happened', log.at(seq))
  return { log, screen, states, reader, ports, offer, onReachable, state: () => state }
}

/** A reader that is live at place 2. */
export async function live() {
  const all = setUp()
  all.log.announce()
  all.log.announce()
  all.reader.start()
  all.reader.subscribed()
  await settle()
  all.screen.applied.length = 0
  all.log.asked.length = 0
  return all
}
