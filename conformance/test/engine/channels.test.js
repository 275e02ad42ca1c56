// Public, private, encrypted and cache channels, and how many listen.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { collect, next, withEngine, subscribed, until } from '../../support/engine.js';

withEngine('channels', (engine) => {
  for (const name of ['menu', 'private-menu', 'presence-menu']) {
    test(`an event reaches who listens to ${name}, once and unchanged`, async () => {
      const channel = await subscribed(engine().connect({ id: 'ada' }), name);
      const heard = collect(channel, 'sold-out');
      const event = { product: 'Laksa', price: 550, notes: ['ümlaut', '辣', '🌶'] };

      await engine().sdk.trigger(name, 'sold-out', event);
      const last = next(channel, 'last');
      await engine().sdk.trigger(name, 'last', {});
      await last;

      assert.deepEqual(heard, [event]);
    });
  }

  for (const name of ['private-encrypted-menu', 'private-encrypted-cache-menu']) {
    test(`what is sent on ${name} is read by its listeners alone`, async () => {
      const pusher = engine().connect();
      const channel = await subscribed(pusher, name);
      const frames = [];
      pusher.connection.bind('message', (frame) => frames.push(frame));
      const heard = next(channel, 'recipe');

      await engine().sdk.trigger(name, 'recipe', { secret: 'tamarind' });

      assert.deepEqual(await heard, { secret: 'tamarind' });
      const onTheWire = frames.find(({ event }) => event === 'recipe');
      assert.deepEqual(Object.keys(onTheWire.data).sort(), ['ciphertext', 'nonce']);
    });
  }

  for (const name of ['cache-price', 'private-cache-price', 'presence-cache-price']) {
    test(`${name} tells that it has nothing yet, and then its last event to whoever comes`, async () => {
      const first = engine().connect({ id: 'ada' });
      const miss = next(first.subscribe(name), 'pusher:cache_miss');
      await miss;
      first.disconnect();
      await engine().sdk.trigger(name, 'price', { amount: 1 });
      await engine().sdk.trigger(name, 'price', { amount: 2 });

      const second = engine().connect({ id: 'bo' });
      const channel = second.subscribe(name);
      const missed = collect(channel, 'pusher:cache_miss');

      assert.deepEqual(await next(channel, 'price'), { amount: 2 });
      assert.deepEqual(missed, []);
    });
  }

  for (const name of ['queue', 'private-queue']) {
    test(`listeners of ${name} are told how many they are`, async () => {
      const [first, second] = [engine().connect(), engine().connect()];
      const channel = first.subscribe(name);
      await until(first, () => channel.subscriptionCount === 1);
      await subscribed(second, name);
      await until(first, () => channel.subscriptionCount === 2);
      second.unsubscribe(name);
      await until(first, () => channel.subscriptionCount === 1);
    });
  }

  test('after unsubscribing nothing more is heard', async () => {
    const pusher = engine().connect();
    const heard = collect(await subscribed(pusher, 'left'), 'event');
    pusher.unsubscribe('left');
    const channel = await subscribed(pusher, 'stayed');

    await engine().sdk.trigger(['left', 'stayed'], 'event', {});
    await next(channel, 'event').catch(() => {});

    assert.deepEqual(heard, []);
  });
});
