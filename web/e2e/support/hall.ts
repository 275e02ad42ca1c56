// A hall with demo data, and its people as they come in over the API: what happens elsewhere while a test watches a screen.

import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type {
  Checkout,
  Order,
  PageHistoryEntry,
  Product,
  Quote,
  WholeMenu,
} from '../../src/api/generated/types.gen'
import { freePort, Hawker, runHawker } from './hawker'

/** Somebody's way in. */
export interface Account {
  role: 'customer' | 'vendor' | 'superadmin'
  email: string
  password: string
  vendor_id: number | null
}

/** The demo's people, by the names that stand before the @. */
export type Login = 'ana' | 'ben' | 'carla' | 'manager' | 'pizza' | 'burger' | 'sushi'

/** A running demo hall in a directory of its own. */
export class Hall {
  #accounts: Account[] = []

  private constructor(
    private readonly directory: string,
    private readonly port: number,
    private hawker: Hawker,
  ) {}

  static async open(): Promise<Hall> {
    const directory = await mkdtemp(join(tmpdir(), 'hawker-e2e-'))
    const port = await freePort()
    const hall = new Hall(directory, port, await Hawker.start(directory, port))
    const accounts = await readFile(join(directory, 'data', 'demo-accounts.json'), 'utf8')
    hall.#accounts = JSON.parse(accounts) as Account[]
    return hall
  }

  /** Where browsers find it. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** The process that serves it. */
  get server(): Hawker {
    return this.hawker
  }

  /** The account of one of the demo's people. */
  account(login: Login): Account {
    const found = this.#accounts.find(({ email }) => email.startsWith(`${login}@`))
    if (found === undefined) throw new Error(`the demo has no ${login}`)
    return found
  }

  /** One more person at a stall. */
  async addStaff(stall: Login, name: string): Promise<Account> {
    const { vendor_id } = this.account(stall)
    const account = {
      role: 'vendor',
      email: `${name.toLowerCase()}@stall.example`,
      password: randomUUID(),
    } as const
    const directory = ['--data-dir', join(this.directory, 'data')]
    const who = [
      '--role',
      'vendor',
      '--vendor-id',
      String(vendor_id),
      '--email',
      account.email,
      '--name',
      name,
    ]
    await runHawker(['user', 'create', ...directory, ...who, '--password-stdin'], account.password)
    return { ...account, vendor_id }
  }

  /** Somebody who uses the API with a token of their own. */
  async person(login: Login): Promise<Person> {
    const { email, password } = this.account(login)
    const body = { email, password, name: 'e2e' }
    const { token } = await call<{ token: string }>(this.url, 'POST', '/api/auth/tokens', { body })
    return new Person(this.url, token)
  }

  /** A product as it stands on the menu. */
  async product(name: string): Promise<Product> {
    const { vendors } = await call<WholeMenu>(this.url, 'GET', '/api/menu')
    const found = vendors.flatMap(({ products }) => products).find((product) => product.name === name)
    if (found === undefined) throw new Error(`nobody sells ${name}`)
    return found
  }

  /** The server dies without a word. */
  crash(): Promise<void> {
    return this.hawker.kill()
  }

  /** It is started again, where it was. */
  async restart(): Promise<void> {
    this.hawker = await Hawker.start(this.directory, this.port)
  }

  async close(): Promise<void> {
    await this.hawker.kill()
    await rm(this.directory, { recursive: true, force: true })
  }
}

/** A person's half of the API. */
export class Person {
  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  /** Orders one portion of each, and answers the orders. */
  async order(products: readonly Product[], table: string): Promise<Order[]> {
    const lines = products.map(({ id }) => ({ product_id: id, quantity: 1, add_ons: [] }))
    const { total } = await this.call<Quote>('POST', '/api/customer/quote', { lines })
    const request = { lines, table_number: table, payment_method: 'cashier', expected_total: total }
    const { orders } = await this.call<Checkout>('POST', '/api/customer/checkouts', request)
    return orders
  }

  /** Makes a move of the stall's. */
  move(order: Order, move: 'accept' | 'ready' | 'complete'): Promise<Order> {
    return this.call<Order>('PATCH', `/api/vendor/orders/${order.id}/${move}`, { version: order.version })
  }

  /** Declines for the stall. */
  decline(order: Order, reason: string, text: string): Promise<Order> {
    const body = { version: order.version, reason, text }
    return this.call<Order>('PATCH', `/api/vendor/orders/${order.id}/decline`, body)
  }

  /** What happened to an order, from its placing on. */
  async steps(order: Order): Promise<PageHistoryEntry['items']> {
    return (await this.call<PageHistoryEntry>('GET', `/api/vendor/orders/${order.id}/history`)).items
  }

  call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    return call<Answer>(this.url, method, path, { token: this.token, body })
  }
}

async function call<Answer>(
  url: string,
  method: string,
  path: string,
  { token, body }: { token?: string; body?: unknown } = {},
): Promise<Answer> {
  const headers = {
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    'idempotency-key': randomUUID(),
  }
  const answer = await fetch(new URL(path, url), {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
  return JSON.parse(text) as Answer
}
