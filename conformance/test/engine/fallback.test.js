// The HTTP fallbacks that pusher-js takes where WebSockets do not pass.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  collect,
  connected,
  next,
  subscribed,
  until,
  within,
  withEngine,
} from '../../support/engine.js';

for (const transport of ['xhr_streaming', 'xhr_polling']) {
  const options = { enabledTransports: [transport] };

  withEngine(transport, (engine) => {
    test('events come in order, once each', async () => {
      const pusher = engine().connect({ id: 'ada' }, options);
      const channel = await subscribed(pusher, 'private-fallback');
      assert.equal(pusher.connection.connection.transport.name, transport);
      const heard = collect(channel, 'step');
      const last = next(channel, 'last');

      for (let n = 0; n < 50; n += 1) await engine().sdk.trigger('private-fallback', 'step', { n });
      await engine().sdk.trigger('private-fallback', 'last', {});

      await last;
      assert.deepEqual(
        heard.map(({ n }) => n),
        [...Array(50).keys()],
      );
    });

    test('a member is seen, heard, and seen to leave by those on WebSockets', async () => {
      const witness = await subscribed(engine().connect({ id: 'bo' }), 'presence-fallback');
      const added = next(witness, 'pusher:member_added');
      const pusher = engine().connect({ id: 'ada' }, options);
      const channel = await subscribed(pusher, 'presence-fallback');
      assert.equal((await added).id, 'ada');

      const heard = next(witness, 'client-hello');
      channel.trigger('client-hello', { from: 'a tram' });
      assert.deepEqual(await heard, { from: 'a tram' });

      const removed = next(witness, 'pusher:member_removed');
      pusher.unsubscribe('presence-fallback');
      assert.equal((await removed).id, 'ada');
    });

    test('a member who hangs up is soon seen to leave', async () => {
      const witness = await subscribed(engine().connect({ id: 'bo' }), 'presence-hung-up');
      const pusher = engine().connect({ id: 'ada' }, options);
      await subscribed(pusher, 'presence-hung-up');

      const removed = next(witness, 'pusher:member_removed');
      pusher.disconnect();
      assert.equal((await removed).id, 'ada');
    });

    test('a person signs in, is sent a bill, and is put out for good', async () => {
      const pusher = engine().connect({ id: 'ada' }, options);
      pusher.signin();
      await until(pusher, () => pusher.user.serverToUserChannel?.subscribed);
      const bill = next(pusher.user, 'bill');
      await engine().sdk.sendToUser('ada', 'bill', { total: 1200 });
      assert.deepEqual(await bill, { total: 1200 });

      const closed = next(pusher.connection, 'disconnected');
      await engine().sdk.terminateUserConnections('ada');
      await closed;
    });

    test('a client that calls in the silence hears that the server is there', async () => {
      const pusher = engine().connect({}, { ...options, activityTimeout: 50 });
      await connected(pusher);
      const { transport } = pusher.connection.connection;
      for (let n = 0; n < 3; n += 1) {
        await within('a sign of life', (resolve) => transport.bind('activity', resolve));
      }
      assert.equal(pusher.connection.state, 'connected');
    });

    test('large events and long streams pass', async () => {
      const pusher = engine().connect({}, options);
      const channel = await subscribed(pusher, 'large-fallback');
      const heard = collect(channel, 'large');
      const last = next(channel, 'last');
      const data = { text: 'x'.repeat(10_000) };

      // More than the 256 KiB after which a streaming client opens the next request.
      for (let n = 0; n < 40; n += 1) await engine().sdk.trigger('large-fallback', 'large', data);
      await engine().sdk.trigger('large-fallback', 'last', {});

      await last;
      assert.equal(heard.length, 40);
      assert.equal(pusher.connection.state, 'connected');
    });

    test('an unknown key is refused for good', async () => {
      const { default: Pusher } = await import('pusher-js');
      const { hostname: httpHost, port: httpPort } = engine().url;
      const pusher = new Pusher('unknown-key', {
        cluster: '',
        httpHost,
        httpPort,
        forceTLS: false,
        ...options,
      });
      await next(pusher.connection, 'disconnected');
      pusher.disconnect();
    });

    test('a person may connect again and again', async () => {
      const pusher = engine().connect({}, options);
      for (let n = 0; n < 3; n += 1) {
        await connected(pusher);
        pusher.disconnect();
        pusher.connect();
      }
      await connected(pusher);
    });
  });
}

withEngine('where no WebSocket passes', (engine) => {
  test('pusher-js falls back by itself', async () => {
    const enabledTransports = ['ws', 'xhr_streaming', 'xhr_polling'];
    // Nothing answers on this port, as behind a proxy that knows no upgrade.
    const pusher = engine().connect({}, { enabledTransports, wsPort: 1 });
    const channel = await subscribed(pusher, 'found-a-way');
    assert.match(pusher.connection.connection.transport.name, /^xhr_/);

    const heard = next(channel, 'event');
    await engine().sdk.trigger('found-a-way', 'event', { n: 1 });
    assert.deepEqual(await heard, { n: 1 });
  });
});
