// Webhooks, checked by the SDK that receives them.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';

import { next, subscribed, within, withEngine } from '../../support/engine.js';

/** Another people's server that takes webhooks. */
class Receiver {
  #waiting = new Set();
  #requests = [];

  async listen() {
    this.server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += chunk));
      request.on('end', () => {
        response.end();
        this.#requests.push({ headers: request.headers, rawBody: body });
        this.#waiting.forEach((look) => look());
      });
    });
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${this.server.address().port}/hooks`;
  }

  /** The first delivered event that looks like this, with the request that carried it. */
  event(sdk, expected) {
    return within(`a webhook ${JSON.stringify(expected)}`, (resolve) => {
      const look = () => {
        for (const request of this.#requests) {
          const webhook = sdk.webhook(request);
          assert.ok(webhook.isValid(), 'the SDK refuses the signature');
          const event = webhook.getEvents().find((candidate) => matches(candidate, expected));
          if (!event) continue;
          this.#waiting.delete(look);
          resolve({ event, webhook });
        }
      };
      this.#waiting.add(look);
      look();
    });
  }
}

function matches(event, expected) {
  return Object.entries(expected).every(([key, value]) => event[key] === value);
}

const receiver = new Receiver();
before(() => receiver.listen());
after(() => receiver.server.close());

withEngine(
  'webhooks',
  (engine) => {
    test('channels that fill and empty, and members that come and go', async () => {
      const pusher = engine().connect({ id: 'ada' });
      await subscribed(pusher, 'presence-hooked');
      const channel = 'presence-hooked';
      await receive({ name: 'channel_occupied', channel });
      await receive({ name: 'member_added', channel, user_id: 'ada' });

      pusher.disconnect();

      await receive({ name: 'member_removed', channel, user_id: 'ada' });
      const { webhook } = await receive({ name: 'channel_vacated', channel });
      assert.ok(Math.abs(Date.now() - webhook.getTime().getTime()) < 60_000);
    });

    test('a client event carries what was sent, from where, and by whom', async () => {
      const pusher = engine().connect({ id: 'ada' });
      const channel = await subscribed(pusher, 'presence-sent');

      channel.trigger('client-order', { dish: 'laksa' });

      const { event } = await receive({ name: 'client_event', channel: 'presence-sent' });
      assert.equal(event.event, 'client-order');
      assert.deepEqual(JSON.parse(event.data), { dish: 'laksa' });
      assert.equal(event.socket_id, pusher.connection.socket_id);
      assert.equal(event.user_id, 'ada');
    });

    test('an empty cache that was asked for, and how many are subscribed', async () => {
      const pusher = engine().connect();
      await next(pusher.subscribe('cache-hooked'), 'pusher:cache_miss');

      await receive({ name: 'cache_miss', channel: 'cache-hooked' });
      await receive({ name: 'subscription_count', channel: 'cache-hooked', subscription_count: 1 });
    });

    function receive(expected) {
      return receiver.event(engine().sdk, expected);
    }
  },
  { webhooks: () => [receiver.url] },
);
