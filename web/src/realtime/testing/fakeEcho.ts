import { vi } from 'vitest'

type Handler = (data: unknown) => void

/** A channel as Echo gives it. */
export class FakeRoom {
  isLeft = false
  readonly heard: Record<'subscribed' | 'error', (() => void)[]> = { subscribed: [], error: [] }
  all: ((name: string, data: unknown) => void)[] = []

  subscribed(hear: () => void): this {
    this.heard.subscribed.push(hear)
    return this
  }

  error(hear: () => void): this {
    this.heard.error.push(hear)
    return this
  }

  listenToAll(hear: (name: string, data: unknown) => void): this {
    this.all.push(hear)
    return this
  }

  confirm(): void {
    for (const hear of this.heard.subscribed) hear()
  }

  refuse(): void {
    for (const hear of this.heard.error) hear()
  }

  send(name: string, data: unknown): void {
    for (const hear of this.all) hear(name, data)
  }
}

/** Echo over pusher-js, as far as the app touches them. */
export class FakeEcho {
  readonly rooms = new Map<string, FakeRoom>()
  readonly subscribe = vi.fn()
  readonly connect = vi.fn()
  readonly disconnect = vi.fn()
  readonly #handlers = new Map<string, Handler>()
  readonly connector = {
    pusher: {
      connection: {
        state: 'connecting',
        bind: (event: string, handler: Handler) => this.#handlers.set(event, handler),
      },
      subscribe: this.subscribe,
      connect: this.connect,
      disconnect: this.disconnect,
    },
  }

  private(name: string): FakeRoom {
    const room = new FakeRoom()
    this.rooms.set(`private-${name}`, room)
    return room
  }

  leaveChannel(name: string): void {
    const room = this.rooms.get(name)
    if (room) room.isLeft = true
  }

  become(state: string): void {
    this.connector.pusher.connection.state = state
    this.#handlers.get('state_change')?.({ current: state })
  }

  /** The socket broke, and pusher-js will try again in a second. */
  breakOff(): void {
    this.#handlers.get('connecting_in')?.(1)
  }

  room(name: string): FakeRoom {
    const room = this.rooms.get(name)
    if (!room) throw new Error(`nobody joined ${name}`)
    return room
  }
}
