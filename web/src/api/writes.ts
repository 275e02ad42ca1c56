import { readonly, shallowRef, type ShallowRef } from 'vue'
import { client } from './generated/client.gen'
import { isPassing } from './problem'

/**
 * A write that may be made again without harm: a move of an order (the version that it was made from goes along, and
 * a finished own move answers as before), or a call with an `Idempotency-Key`.
 */
export interface Write {
  method: 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  /** The path, as `/api/vendor/orders/7/accept`. */
  path: string
  body?: unknown
  headers?: Readonly<Record<string, string>>
  /** Names what it writes, as `order 7`: shown to wait, and at most one with this name waits. */
  key: string
  /** The key of the text that says what it does, and what goes into the text. */
  label: { text: string; values?: Readonly<Record<string, string | number>> }
}

/** A write that waits for the network. */
export interface HeldWrite extends Write {
  heldAt: number
}

const STORE = 'hawker.held-writes'
const RETRY_MS = 3_000

interface Waiting {
  resolve: (answer: unknown) => void
  reject: (error: unknown) => void
}

/** The writes of this tab that did not reach the hall. They go in the order in which they were made. */
class HeldWrites {
  readonly #held: ShallowRef<readonly HeldWrite[]> = shallowRef(load())
  readonly #waiting = new Map<string, Waiting>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #isSending = false
  /** Hears of a write that was held and then refused, when nobody waits for its answer any more. */
  onRefused: (write: HeldWrite, error: unknown) => void | Promise<void> = () => undefined

  readonly list = readonly(this.#held)

  /** Sends at once what an earlier page left behind, and whenever the network comes back. */
  start(): void {
    window.addEventListener('online', () => void this.sendAll())
    void this.sendAll()
  }

  /** Makes a write. While the hall is not reached the promise waits, as long as the page lives. */
  async send<Answer>(write: Write): Promise<Answer> {
    const isBehindOthers = this.#held.value.some(({ key }) => key === write.key)
    if (!isBehindOthers) {
      try {
        return await call<Answer>(write)
      } catch (error) {
        if (!isPassing(error)) throw error
      }
    }
    return this.#hold<Answer>(write)
  }

  /** Nobody's writes go out in somebody else's name. */
  drop(): void {
    for (const { reject } of this.#waiting.values()) reject(new DOMException('signed out', 'AbortError'))
    this.#waiting.clear()
    this.#set([])
  }

  async sendAll(): Promise<void> {
    if (this.#isSending) return
    this.#isSending = true
    clearTimeout(this.#timer)
    try {
      while (this.#held.value[0] !== undefined) await this.#sendOne(this.#held.value[0])
    } catch {
      this.#timer = setTimeout(() => void this.sendAll(), RETRY_MS)
    } finally {
      this.#isSending = false
    }
  }

  #hold<Answer>(write: Write): Promise<Answer> {
    // The newest of one name replaces the one that waits: it is what the person wants now.
    this.#waiting.get(write.key)?.reject(new DOMException('replaced', 'AbortError'))
    this.#set([...this.#held.value.filter(({ key }) => key !== write.key), { ...write, heldAt: Date.now() }])
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.sendAll(), RETRY_MS)
    return new Promise((resolve, reject) =>
      this.#waiting.set(write.key, { resolve: resolve as Waiting['resolve'], reject }),
    )
  }

  /** Throws only where the hall was not reached, and the write goes on waiting. */
  async #sendOne(write: HeldWrite): Promise<void> {
    try {
      const answer = await call(write)
      this.#settle(write)?.resolve(answer)
    } catch (error) {
      if (isPassing(error)) throw error
      const waiting = this.#settle(write)
      if (waiting) waiting.reject(error)
      else void this.onRefused(write, error)
    }
  }

  #settle(write: HeldWrite): Waiting | undefined {
    // It may have been replaced while it was under way; then the newer one still waits, and so does its promise.
    if (!this.#held.value.includes(write)) return undefined
    this.#set(this.#held.value.filter((each) => each !== write))
    const waiting = this.#waiting.get(write.key)
    this.#waiting.delete(write.key)
    return waiting
  }

  #set(held: readonly HeldWrite[]): void {
    this.#held.value = held
    try {
      sessionStorage.setItem(STORE, JSON.stringify(held))
    } catch {
      // A browser that stores nothing: what is held lasts as long as the page.
    }
  }
}

function load(): readonly HeldWrite[] {
  try {
    const held: unknown = JSON.parse(sessionStorage.getItem(STORE) ?? '[]')
    return Array.isArray(held) ? (held as HeldWrite[]) : []
  } catch {
    return []
  }
}

async function call<Answer>({ method, path, body, headers }: Write): Promise<Answer> {
  const answer = await client.request<{ 200: Answer }, unknown, true, 'data'>({
    method,
    url: path,
    ...(body === undefined ? {} : { body }),
    headers: { 'Content-Type': 'application/json', ...headers },
    responseStyle: 'data',
    // What was decided as the page went still arrives.
    keepalive: true,
  })
  return answer as Answer
}

/** The writes that wait. */
export const heldWrites = new HeldWrites()

/** Makes a write that is held, and not lost, while the network is away. */
export function sendWrite<Answer>(write: Write): Promise<Answer> {
  return heldWrites.send<Answer>(write)
}
