// A running demo hall, and its people as API clients.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { start } from './processes.js';

/** The application of these tests; a Pusher app id is a number. */
export const app = { id: '4711', key: 'conformance-key', secret: 'conformance-secret' };

const credentials = {
  PUSHER_APP_ID: app.id,
  PUSHER_APP_KEY: app.key,
  PUSHER_APP_SECRET: app.secret,
};

/** The ways in which events leave hawker: through its own real-time server, or through another one's HTTP API. */
export const drivers = {
  embedded: { startServers: startEmbedded, endsSubscriptions: true },
  // The HTTP API of Pusher Channels can end a user's connections, but not a subscription.
  pusher: { startServers: startWithStandalone, endsSubscriptions: false },
};

/** Starts a hall with demo data and logs its people in. */
export async function openHall(driver) {
  const directory = await mkdtemp(join(tmpdir(), 'hawker-conformance-'));
  const servers = await drivers[driver].startServers(directory);
  const hall = new Hall(servers, directory);
  await hall.logEverybodyIn();
  return hall;
}

async function startEmbedded(directory) {
  const hawker = await startHawker(directory, {});
  return { hawker, realtime: hawker.url, all: [hawker] };
}

async function startWithStandalone(directory) {
  const standalone = await start('standalone', ['--addr', '127.0.0.1:0'], {
    cwd: directory,
    env: credentials,
  });
  const hawker = await startHawker(directory, {
    BROADCAST_DRIVER: 'pusher',
    PUSHER_HOST: standalone.url.hostname,
    PUSHER_PORT: standalone.url.port,
    PUSHER_SCHEME: 'http',
  });
  return { hawker, realtime: standalone.url, all: [hawker, standalone] };
}

function startHawker(directory, env) {
  const args = ['serve', '--demo', '--addr', '127.0.0.1:0', '--data-dir', join(directory, 'data')];
  return start('hawker', args, { cwd: directory, env: { ...credentials, ...env } });
}

class Hall {
  #servers;
  #directory;

  constructor(servers, directory) {
    this.#servers = servers;
    this.#directory = directory;
    this.url = servers.hawker.url;
    /** Where the Pusher HTTP API is: hawker itself, or the other server. */
    this.realtimeUrl = servers.realtime;
  }

  /** Fills `customers` and `staff` (one person per stall, in the order of the stalls). */
  async logEverybodyIn() {
    const file = join(this.#directory, 'data', 'demo-accounts.json');
    const accounts = JSON.parse(await readFile(file, 'utf8'));
    const stalls = new Map(
      accounts
        .filter(({ role }) => role === 'vendor')
        .map((account) => [account.vendor_id, account]),
    );
    const customers = accounts.filter(({ role }) => role === 'customer');
    this.customers = await Promise.all(customers.map((account) => this.logIn(account)));
    this.staff = await Promise.all([...stalls.values()].map((account) => this.logIn(account)));
  }

  /** Logs an account in for API calls; each call is another login. */
  async logIn(account) {
    const { email, password } = account;
    const { token } = await this.call('POST', '/api/auth/tokens', {
      body: { email, password, name: 'conformance' },
      expect: 201,
    });
    return Person.of(this, account, token);
  }

  /** Calls the API and checks the status. */
  async call(method, path, { token, headers = {}, body, expect = 200 } = {}) {
    const response = await this.fetch(method, path, { token, headers, body });
    const text = await response.text();
    assert.equal(response.status, expect, `${method} ${path}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  /** Calls the API and leaves everything about the answer to the caller. */
  fetch(method, path, { token, headers = {}, body } = {}) {
    const authorization = token ? { authorization: `Bearer ${token}` } : {};
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    return fetch(new URL(path, this.url), {
      method,
      headers: { ...authorization, ...type, ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  }

  async products(vendorId) {
    return (await this.call('GET', `/api/menu/vendors/${vendorId}`)).products;
  }

  /** A line of the first product of a stall that never runs out. */
  async line(vendorId, quantity = 1) {
    const product = (await this.products(vendorId)).find(({ stock }) => stock === null);
    return { product_id: product.id, quantity, add_ons: [] };
  }

  async close() {
    await Promise.all(this.#servers.all.map((server) => server.stop()));
    await rm(this.#directory, { recursive: true, force: true });
  }
}

class Person {
  static async of(hall, account, token) {
    const person = new Person();
    const { user } = await hall.call('GET', '/api/auth/me', { token });
    return Object.assign(person, { hall, account, token, id: user.id, vendorId: user.vendor_id });
  }

  /** The part of the API that is theirs. */
  get side() {
    return this.vendorId === null ? 'customer' : 'vendor';
  }

  /** The one channel that concerns them, without the prefix that laravel-echo adds. */
  get channel() {
    return this.vendorId === null ? `customer-orders.${this.id}` : `vendor-orders.${this.vendorId}`;
  }

  call(method, path, options = {}) {
    return this.hall.call(method, path, { ...options, token: this.token });
  }

  /** Places a checkout of these lines at the quoted price. */
  async checkOut(lines, { expect = 201, note } = {}) {
    const { total } = await this.call('POST', '/api/customer/quote', { body: { lines } });
    return this.call('POST', '/api/customer/checkouts', {
      headers: { 'idempotency-key': randomUUID() },
      body: { table_number: '12', payment_method: 'cashier', note, expected_total: total, lines },
      expect,
    });
  }

  /** Orders one portion at one stall and answers the order. */
  async orderAt(vendorId) {
    const { orders } = await this.checkOut([await this.hall.line(vendorId)]);
    assert.equal(orders.length, 1);
    return orders[0];
  }

  /** Moves an order: `accept`, `decline`, `ready`, ... */
  move(order, action, body = {}) {
    return this.call('PATCH', `/api/vendor/orders/${order.id}/${action}`, { body });
  }
}
