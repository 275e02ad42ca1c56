import type { Missed } from '../channelReader'
import type { EventData, Position } from '../orderEvents'

/** A channel as the hall keeps it: an event each, counted without holes. */
export class FakeLog {
  epoch = 'k3f9'
  #events: EventData[] = []
  /** Events up to this place are forgotten. */
  forgotten = 0
  #nextFailures = 0
  /** What was asked for. */
  readonly asked: string[] = []

  /** Something happens; returns its event. */
  announce(): EventData {
    const event = { _rt: { epoch: this.epoch, seq: this.#events.length + 1 } }
    this.#events.push(event)
    return event
  }

  /** The event at a place. */
  at(seq: number): EventData {
    const event = this.#events[seq - 1]
    if (!event) throw new Error(`nothing happened at ${seq}`)
    return event
  }

  get seq(): number {
    return this.#events.length
  }

  /** The log is restored from a backup: another epoch, and places that mean something else. */
  restart(events: number): void {
    this.epoch += "'"
    this.#events = []
    this.forgotten = 0
    for (let at = 0; at < events; at += 1) this.announce()
  }

  /** The next calls do not reach the hall. */
  failNext(calls: number): void {
    this.#nextFailures = calls
  }

  snapshot(): Position {
    this.#reach('snapshot')
    return { epoch: this.epoch, seq: this.seq }
  }

  missed(after: Position): Missed {
    this.#reach(`after ${after.seq}`)
    if (after.epoch !== this.epoch || after.seq < this.forgotten || after.seq > this.seq) {
      return { recovered: false, events: [] }
    }
    const events = this.#events.slice(after.seq).map((data) => ({ event: 'Happened', data }))
    return { recovered: true, events }
  }

  #reach(call: string): void {
    this.asked.push(call)
    if (this.#nextFailures === 0) return
    this.#nextFailures -= 1
    throw new Error('offline')
  }
}

/** What a screen shows: the places it has taken into account, and how they came there. */
export class FakeScreen {
  epoch = ''
  shown = 0
  readonly applied: string[] = []
  readonly faults: string[] = []

  show({ epoch, seq }: Position): void {
    this.epoch = epoch
    this.shown = seq
    this.applied.push(`all to ${seq}`)
  }

  apply({ _rt: { epoch, seq } }: EventData): void {
    if (epoch !== this.epoch || seq !== this.shown + 1) this.faults.push(`${seq} after ${this.shown}`)
    this.shown = seq
    this.applied.push(String(seq))
  }
}
