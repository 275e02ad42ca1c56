import fc from 'fast-check'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ChannelReader, POLL_MS } from './channelReader'
import type { LinkState } from './linkState'
import { FakeLog, FakeScreen } from './testing/fakeLog'

/** What can happen to a screen. */
type Turn =
  | { what: 'announce' }
  /** An event of the log arrives: the newest, or one from before, which came late or twice. */
  | { what: 'deliver'; back: number }
  | { what: 'lose' | 'subscribe' | 'wake' }
  | { what: 'fail'; calls: number }
  | { what: 'forget' }
  | { what: 'restart'; events: number }
  | { what: 'pass'; ms: number }

const turn: fc.Arbitrary<Turn> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Turn>({ what: 'announce' }) },
  { weight: 6, arbitrary: fc.nat(5).map((back): Turn => ({ what: 'deliver', back })) },
  { weight: 3, arbitrary: fc.constantFrom<Turn>({ what: 'lose' }, { what: 'subscribe' }, { what: 'wake' }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 4 }).map((calls): Turn => ({ what: 'fail', calls })) },
  { weight: 1, arbitrary: fc.constant<Turn>({ what: 'forget' }) },
  { weight: 1, arbitrary: fc.nat(6).map((events): Turn => ({ what: 'restart', events })) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 40_000 }).map((ms): Turn => ({ what: 'pass', ms })) },
)

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A hall and a screen between which calls take a while, so that all else can happen meanwhile. */
function setUp(delays: readonly number[]) {
  const log = new FakeLog()
  const screen = new FakeScreen()
  let state: LinkState = { is: 'connecting' }
  let calls = 0
  const slowly = async <Answer>(answer: () => Answer): Promise<Answer> => {
    const delay = delays[calls % delays.length] ?? 0
    calls += 1
    // The hall reads at once, and the answer travels: what happens meanwhile is not in it.
    const read = (() => {
      try {
        return { answer: answer() }
      } catch (error) {
        return { error }
      }
    })()
    await new Promise((over) => setTimeout(over, delay))
    if ('error' in read) throw read.error
    return read.answer
  }
  const reader = new ChannelReader({
    loadAnew: async () => {
      const position = await slowly(() => log.snapshot())
      screen.show(position)
      return position
    },
    fetchMissed: (after) => slowly(() => log.missed(after)),
    apply: ({ data }) => screen.apply(data),
    onState: (next) => (state = next),
  })
  return { log, screen, reader, state: () => state }
}

async function take(step: Turn, { log, reader }: ReturnType<typeof setUp>): Promise<void> {
  switch (step.what) {
    case 'announce':
      log.announce()
      break
    case 'deliver':
      if (log.seq > step.back) reader.offer('Happened', log.at(log.seq - step.back))
      break
    case 'lose':
      reader.lost()
      break
    case 'subscribe':
      reader.subscribed()
      break
    case 'wake':
      reader.wake()
      break
    case 'fail':
      log.failNext(step.calls)
      break
    case 'forget':
      log.forgotten = log.seq
      break
    case 'restart':
      log.restart(step.events)
      break
    case 'pass':
      await vi.advanceTimersByTimeAsync(step.ms)
      break
  }
}

it('shows each event once and in order, whatever is lost, doubled, late or cut off', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(turn, { maxLength: 60 }),
      fc.array(fc.nat(3_000), { minLength: 1, maxLength: 5 }),
      async (turns, delays) => {
        const hall = setUp(delays)
        hall.reader.start()
        for (const step of turns) {
          await take(step, hall)
          expect(hall.screen.faults).toEqual([])
        }
        // The network is well again.
        hall.log.failNext(0)
        hall.reader.subscribed()
        await vi.advanceTimersByTimeAsync(POLL_MS * 2)
        expect(hall.state()).toEqual({ is: 'live' })
        expect([hall.screen.epoch, hall.screen.shown]).toEqual([hall.log.epoch, hall.log.seq])
        expect(hall.screen.faults).toEqual([])
        hall.reader.stop()
      },
    ),
    { numRuns: 300 },
  )
})

it('is never live while the channel is not subscribed, or while the hall cannot be reached', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(turn, { maxLength: 60 }), async (turns) => {
      const hall = setUp([0])
      let isSubscribed = false
      hall.reader.start()
      for (const step of turns) {
        if (step.what === 'subscribe') isSubscribed = true
        if (step.what === 'lose') isSubscribed = false
        await take(step, hall)
        if (!isSubscribed) expect(hall.state().is).not.toBe('live')
        await vi.advanceTimersByTimeAsync(0)
        if (!isSubscribed) expect(hall.state().is).not.toBe('live')
      }
      hall.log.failNext(Infinity)
      hall.reader.wake()
      // Long enough for what was under way, too short for another attempt.
      await vi.advanceTimersByTimeAsync(500)
      expect(hall.state().is).toBe('behind')
      hall.reader.stop()
    }),
    { numRuns: 200 },
  )
})
