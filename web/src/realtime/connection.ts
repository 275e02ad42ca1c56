import type Echo from 'laravel-echo'
import { readonly, ref, type Ref } from 'vue'
import { openEcho } from './echo'
import type { EventData } from './orderEvents'

/** What whoever listens to a channel hears. */
export interface Listener {
  subscribed: () => void
  lost: () => void
  event: (name: string, data: EventData) => void
}

/** How the socket stands; `none` where the hall announces nothing. */
export type SocketState = 'idle' | 'connecting' | 'connected' | 'away' | 'none'

type AnyEcho = Echo<'reverb' | 'pusher'>
type PusherClient = AnyEcho['connector']['pusher']

/** One channel, however many listen to it. */
interface Room {
  listeners: Set<Listener>
  isSubscribed: boolean
  refusals: number
}

const OPEN_RETRY_MS = 3_000
const REFUSED_RETRY_MS = { first: 2_000, longest: 30_000 }
/** pusher-js waits up to a minute after a refused connection. So long is nobody away whose HTTP calls are answered. */
const NUDGE_AFTER_MS = 4_000

/** The one connection of the app, and its subscriptions: one for each channel. */
export class Connection {
  readonly #state = ref<SocketState>('idle')
  readonly #rooms = new Map<string, Room>()
  /** Counts closings, so that what began before one does not go on after it. */
  #generation = 0
  #echo: AnyEcho | undefined
  #awaySince = Date.now()

  constructor(private readonly open: () => Promise<AnyEcho | null> = openEcho) {}

  /** How the socket stands. */
  get state(): Readonly<Ref<SocketState>> {
    return readonly(this.#state)
  }

  /** Listens to a channel until the returned function is called. The last one to go ends the subscription. */
  join(channel: string, listener: Listener): () => void {
    const room = this.#rooms.get(channel) ?? this.#openRoom(channel)
    room.listeners.add(listener)
    if (room.isSubscribed) listener.subscribed()
    return () => {
      room.listeners.delete(listener)
      if (room.listeners.size > 0 || this.#rooms.get(channel) !== room) return
      this.#rooms.delete(channel)
      this.#echo?.leaveChannel(channel)
    }
  }

  /** The hall answers over HTTP: a socket that waits for its next attempt should make it now. */
  nudge(): void {
    const pusher = this.#pusher()
    if (pusher === undefined || this.#state.value === 'connected') return
    if (Date.now() - this.#awaySince < NUDGE_AFTER_MS) return
    this.#awaySince = Date.now()
    pusher.disconnect()
    pusher.connect()
  }

  /** Ends everything: whoever signs in next is somebody else. */
  close(): void {
    const echo = this.#echo
    this.#echo = undefined
    this.#generation += 1
    this.#rooms.clear()
    this.#state.value = 'idle'
    echo?.disconnect()
  }

  #openRoom(channel: string): Room {
    const room: Room = { listeners: new Set(), isSubscribed: false, refusals: 0 }
    this.#rooms.set(channel, room)
    if (this.#echo) this.#subscribe(this.#echo, channel, room)
    else if (this.#state.value === 'idle') void this.#connect(this.#generation)
    return room
  }

  async #connect(generation: number): Promise<void> {
    this.#state.value = 'connecting'
    this.#awaySince = Date.now()
    const echo = await this.open().catch(() => undefined)
    if (generation !== this.#generation) echo?.disconnect()
    else if (echo === null) this.#state.value = 'none'
    else if (echo !== undefined) this.#use(echo)
    else this.#connectLater(generation)
  }

  #connectLater(generation: number): void {
    this.#state.value = 'away'
    setTimeout(() => {
      if (generation === this.#generation) void this.#connect(generation)
    }, OPEN_RETRY_MS)
  }

  #use(echo: AnyEcho): void {
    this.#echo = echo
    const { connection } = echo.connector.pusher
    connection.bind('state_change', ({ current }: { current: string }) => this.#changed(echo, current))
    // A socket that broke leaves pusher-js "connected" until it tries again, a second later. This event does not wait.
    connection.bind('connecting_in', () => this.#changed(echo, 'connecting'))
    for (const [channel, room] of this.#rooms) this.#subscribe(echo, channel, room)
  }

  #changed(echo: AnyEcho, current: string): void {
    if (echo !== this.#echo) return
    const wasConnected = this.#state.value === 'connected'
    this.#state.value =
      current === 'connected' ? 'connected' : current === 'connecting' ? 'connecting' : 'away'
    if (current === 'connected') return
    if (wasConnected) this.#awaySince = Date.now()
    for (const room of this.#rooms.values()) lose(room)
    // pusher-js comes back by itself, except when the server sent it away for good: then a session may have ended,
    // or a stall was switched off and on again.
    if (current === 'disconnected')
      setTimeout(() => this.#reconnect(echo), REFUSED_RETRY_MS.first * (1 + Math.random()))
  }

  #reconnect(echo: AnyEcho): void {
    const { pusher } = echo.connector
    if (echo === this.#echo && pusher.connection.state === 'disconnected') pusher.connect()
  }

  #subscribe(echo: AnyEcho, channel: string, room: Room): void {
    echo
      .private(channel.replace(/^private-/, ''))
      .subscribed(() => {
        room.isSubscribed = true
        room.refusals = 0
        for (const listener of room.listeners) listener.subscribed()
      })
      .error(() => this.#refused(echo, channel, room))
      .listenToAll((name: string, data: EventData) => {
        // Echo marks names that are in no namespace of Laravel's with a dot.
        for (const listener of room.listeners) listener.event(name.replace(/^\./, ''), data)
      })
  }

  /** The right to listen was not given, or could not be asked for: ask again, more and more rarely. */
  #refused(echo: AnyEcho, channel: string, room: Room): void {
    lose(room)
    const wait = Math.min(REFUSED_RETRY_MS.first * 2 ** room.refusals, REFUSED_RETRY_MS.longest)
    room.refusals += 1
    setTimeout(() => {
      if (echo === this.#echo && this.#rooms.get(channel) === room) echo.connector.pusher.subscribe(channel)
    }, wait)
  }

  #pusher(): PusherClient | undefined {
    return this.#echo?.connector.pusher
  }
}

function lose(room: Room): void {
  room.isSubscribed = false
  for (const listener of room.listeners) listener.lost()
}

/** The connection of this page. */
export const connection = new Connection()
