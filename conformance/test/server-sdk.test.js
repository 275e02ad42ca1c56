// A Pusher server SDK talks to the real-time server as it would to the hosted service.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import PusherServer from 'pusher';

import { pusherFor } from '../support/clients.js';
import { app } from '../support/hall.js';
import { withEachDriver } from '../support/suite.js';

/** What the hosted service takes; SDKs and their users count on it. */
const maxEventBytes = 10_240;

withEachDriver('server SDK', (hall) => {
  test('an event that it triggers is heard by pusher-js', async () => {
    const pusher = await pusherFor(hall().customers[0]);
    try {
      const heard = new Promise((resolve) =>
        pusher.subscribe('hall-news').bind('closing-soon', resolve),
      );
      await new Promise((resolve) =>
        pusher.channel('hall-news').bind('pusher:subscription_succeeded', resolve),
      );

      const response = await sdk(hall()).trigger('hall-news', 'closing-soon', { minutes: 15 });

      assert.equal(response.status, 200);
      assert.deepEqual(await response.json(), {});
      assert.deepEqual(await heard, { minutes: 15 });
    } finally {
      pusher.disconnect();
    }
  });

  test('a connection that triggers an event can be left out', async () => {
    const [sender, receiver] = await Promise.all(
      hall()
        .customers.slice(0, 2)
        .map((person) => pusherFor(person)),
    );
    try {
      const heardBySender = [];
      sender.bind_global((name) => name.startsWith('pusher:') || heardBySender.push(name));
      await Promise.all([sender, receiver].map(subscribeToNews));
      const heard = new Promise((resolve) => receiver.bind('second', resolve));

      const socket_id = sender.connection.socket_id;
      await sdk(hall()).trigger('hall-news', 'first', {}, { socket_id });
      await sdk(hall()).trigger('hall-news', 'second', {});

      await heard;
      await new Promise((resolve) =>
        heardBySender.includes('second') ? resolve() : sender.bind('second', resolve),
      );
      assert.deepEqual(heardBySender, ['second']);
    } finally {
      sender.disconnect();
      receiver.disconnect();
    }
  });

  test('a wrong secret is answered with 401', async () => {
    const impostor = sdk(hall(), { secret: 'not-the-secret' });

    await assert.rejects(impostor.trigger('hall-news', 'closing-soon', {}), { status: 401 });
  });

  test('an event over 10,240 bytes is refused with 413', async () => {
    const { status } = await sdk(hall()).trigger('hall-news', 'large', 'x'.repeat(maxEventBytes));
    assert.equal(status, 200);

    const tooLarge = sdk(hall()).trigger('hall-news', 'large', 'x'.repeat(maxEventBytes + 1));
    await assert.rejects(tooLarge, { status: 413 });
  });
});

function sdk(hall, { secret = app.secret } = {}) {
  const { hostname: host, port } = hall.realtimeUrl;
  return new PusherServer({ appId: app.id, key: app.key, secret, host, port, useTLS: false });
}

function subscribeToNews(pusher) {
  return new Promise((resolve) => {
    pusher.subscribe('hall-news').bind('pusher:subscription_succeeded', resolve);
  });
}
