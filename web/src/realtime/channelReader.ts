import type { LinkState } from './linkState'
import { sameState } from './linkState'
import type { ChannelEvent, EventData, Position } from './orderEvents'

/** What was missed after a position: all of it, or nothing. */
export interface Missed {
  recovered: boolean
  events: { event: string; data: EventData }[]
}

/** What a reader needs of the world. */
export interface ReaderPorts {
  /** Loads a whole snapshot, shows it, and tells the position that it was read at. */
  loadAnew: () => Promise<Position>
  /** What came after a position. */
  fetchMissed: (after: Position) => Promise<Missed>
  /** Shows one event: each once, in order. */
  apply: (event: ChannelEvent) => void
  /** Hears of each change of the state. */
  onState: (state: LinkState) => void
  /** Hears that the hall answers over HTTP although the channel is not subscribed. */
  onReachable?: () => void
}

/** How often a screen asks although nothing tells it to: the belt to the braces. */
export const POLL_MS = 30_000
/** The same while the channel is not subscribed, and asking is the only way. */
export const UNSUBSCRIBED_POLL_MS = 5_000
/** How long a first connection may take before the screen counts as behind. */
const CONNECTING_MS = 10_000
const RETRY_MS = { first: 1_000, longest: 30_000 }

/**
 * Follows one channel by the delivery contract: begin with a snapshot, apply the next event, drop what was seen, and
 * catch up on a gap, on every subscription, when the page wakes, and now and then besides. One step is taken after the
 * other, in the order in which things came, so that a catch-up and a live event cannot overtake each other.
 *
 * It knows neither sockets nor Vue: `useChannel` brings it together with both.
 */
export class ChannelReader {
  #last: Position | undefined
  #tail: Promise<void> = Promise.resolve()
  #isCatchUpQueued = false
  #isStopped = false
  /** Counts subscriptions; undefined while there is none. */
  #subscription: number | undefined
  #subscriptions = 0
  /** Whether a catch-up succeeded within the present subscription. */
  #isProven = false
  #failures = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #provenAt = Date.now()
  readonly #startedAt = Date.now()
  #state: LinkState = { is: 'connecting' }

  constructor(private readonly ports: ReaderPorts) {}

  /** Loads the first snapshot. */
  start(): void {
    this.#queueCatchUp()
  }

  /** Ends; nothing is shown after it. */
  stop(): void {
    this.#isStopped = true
    clearTimeout(this.#timer)
  }

  /** The channel was subscribed, for the first time or again. */
  subscribed(): void {
    this.#subscriptions += 1
    this.#subscription = this.#subscriptions
    this.#doubt()
  }

  /** The channel is not subscribed any more. */
  lost(): void {
    if (this.#subscription === undefined) return
    this.#subscription = undefined
    this.#isProven = false
    this.#tell()
    this.#schedule(RETRY_MS.first)
  }

  /** The page was asleep, or the network was away: what came meanwhile is unknown. */
  wake(): void {
    this.#doubt()
  }

  /** An event came in. */
  offer(name: string, data: EventData): void {
    this.#inTurn(() => this.#take({ name, data, origin: 'live' }))
  }

  #doubt(): void {
    this.#isProven = false
    this.#tell()
    this.#queueCatchUp()
  }

  #queueCatchUp(): void {
    if (this.#isCatchUpQueued) return
    this.#isCatchUpQueued = true
    this.#inTurn(() => {
      this.#isCatchUpQueued = false
      return this.#catchUp()
    })
  }

  #inTurn(step: () => void | Promise<void>): void {
    this.#tail = this.#tail.then(() => (this.#isStopped ? undefined : step())).catch(() => this.#failed())
  }

  async #take(event: ChannelEvent): Promise<void> {
    const { epoch, seq } = event.data._rt
    const last = this.#last
    const isKnown = last !== undefined && epoch === last.epoch
    if (isKnown && seq <= last.seq) return
    if (isKnown && seq === last.seq + 1 && event.data.partial !== true) {
      this.#show(event)
    } else if (this.#failures === 0) {
      // A gap, another log, or the short form of an event: catching up gives all of it whole.
      this.#isProven = false
      this.#tell()
      await this.#catchUp()
    }
    // While catching up fails, the event may go: the attempt that succeeds will bring it.
  }

  #show(event: ChannelEvent): void {
    try {
      this.ports.apply(event)
    } catch (error) {
      // What is shown is now in doubt: say so, and begin with a new snapshot.
      this.#last = undefined
      reportError(error)
      throw error
    }
    this.#last = { epoch: event.data._rt.epoch, seq: event.data._rt.seq }
    this.#provenAt = Date.now()
  }

  async #catchUp(): Promise<void> {
    clearTimeout(this.#timer)
    const subscription = this.#subscription
    const askedAt = Date.now()
    try {
      await this.#readMissed()
    } catch {
      this.#failed()
      return
    }
    if (this.#isStopped) return
    this.#failures = 0
    this.#provenAt = Math.max(this.#provenAt, askedAt)
    // Only what was asked within a subscription proves that it has no hole at its beginning.
    if (subscription !== undefined && subscription === this.#subscription) this.#isProven = true
    this.#tell()
    if (this.#subscription === undefined) this.ports.onReachable?.()
    this.#schedule(this.#subscription === undefined ? UNSUBSCRIBED_POLL_MS : POLL_MS)
  }

  async #readMissed(): Promise<void> {
    if (this.#last === undefined) return this.#loadAnew()
    const missed = await this.ports.fetchMissed(this.#last)
    if (this.#isStopped) return
    const isWhole =
      missed.recovered && missed.events.every(({ event, data }) => this.#showMissed(event, data))
    if (!isWhole) await this.#loadAnew()
  }

  /** Shows a missed event, and tells whether it fits to what is shown. */
  #showMissed(name: string, data: EventData): boolean {
    const last = this.#last
    if (last === undefined || data._rt.epoch !== last.epoch || data._rt.seq > last.seq + 1) return false
    if (data._rt.seq > last.seq) this.#show({ name, data, origin: 'caught-up' })
    return true
  }

  async #loadAnew(): Promise<void> {
    this.#last = undefined
    const { epoch, seq } = await this.ports.loadAnew()
    this.#last = { epoch, seq }
  }

  #failed(): void {
    if (this.#isStopped) return
    const wait = Math.min(RETRY_MS.first * 2 ** this.#failures, RETRY_MS.longest)
    this.#failures += 1
    this.#isProven = false
    this.#tell()
    this.#schedule(wait)
  }

  #schedule(delay: number): void {
    clearTimeout(this.#timer)
    if (!this.#isStopped) this.#timer = setTimeout(() => this.#queueCatchUp(), delay)
  }

  #tell(): void {
    const state = this.#standing()
    if (this.#isStopped || sameState(state, this.#state)) return
    this.#state = state
    this.ports.onState(state)
  }

  #standing(): LinkState {
    if (this.#isProven) return { is: 'live' }
    if (this.#failures > 0) return { is: 'behind', since: this.#provenAt }
    if (this.#subscription !== undefined) return { is: 'catching-up' }
    const isFirst = this.#subscriptions === 0 && Date.now() - this.#startedAt < CONNECTING_MS
    return isFirst ? { is: 'connecting' } : { is: 'behind', since: this.#provenAt }
  }
}
