import { vi } from 'vitest'

/** What the app asked the hall. */
export interface Asked {
  call: string
  /** What stands behind the `?`. */
  query: Record<string, string>
  body: unknown
  headers: Headers
}

/** Answers the app's calls in place of a hall. What is not set is a failing test, not an empty answer. */
export class FakeHall {
  readonly asked: Asked[] = []
  readonly #answers = new Map<string, () => Response>()
  /** No call arrives. */
  isAway = false

  constructor() {
    vi.stubGlobal('fetch', (request: Request) => this.#answer(request))
  }

  /** From now on a call such as `GET /api/hall` is answered so. */
  answer(call: string, status: number, body?: unknown): void {
    const text = body === undefined ? null : JSON.stringify(body)
    const headers = { 'Content-Type': status < 400 ? 'application/json' : 'application/problem+json' }
    this.#answers.set(call, () => new Response(text, { status, headers }))
  }

  /** Answers a call once with each of these, one after the other; the last one stays. */
  answerEach(call: string, bodies: readonly unknown[]): void {
    const left = bodies.map((body) => JSON.stringify(body))
    const headers = { 'Content-Type': 'application/json' }
    this.#answers.set(call, () => new Response(left.length > 1 ? left.shift() : left[0], { headers }))
  }

  /** From now on a call is refused with this problem. */
  refuse(call: string, status: number, code: string, more: object = {}): void {
    this.answer(call, status, { status, code, title: `refused: ${code}`, ...more })
  }

  /** How often a call was made. */
  count(call: string): number {
    return this.asked.filter((each) => each.call === call).length
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url)
    const call = `${request.method} ${pathname}`
    const text = await request.clone().text()
    const query = Object.fromEntries(searchParams)
    this.asked.push({
      call,
      query,
      body: text === '' ? undefined : JSON.parse(text),
      headers: request.headers,
    })
    if (this.isAway) throw new TypeError('Failed to fetch')
    const answer = this.#answers.get(call)
    if (!answer) throw new Error(`the test's hall does not answer ${call}`)
    return answer()
  }
}

/** The hall of the tests. */
export const HALL = {
  name: 'Harbour Hall',
  currency: 'PHP',
  minor_digits: 2,
  time_zone: 'Asia/Manila',
  business_day_cutoff: '04:00',
  payment_methods: ['cashier'],
}
