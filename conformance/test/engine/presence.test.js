// Presence channels: who is here, told to everybody who is.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { collect, next, withEngine, subscribed, until } from '../../support/engine.js';

const ada = { id: 'ada', name: 'Ada' };
const bo = { id: 'bo', name: 'Bo' };

withEngine('presence channels', (engine) => {
  test('members are there at once, and told of who joins and leaves', async () => {
    const first = await subscribed(engine().connect(ada), 'presence-kitchen');
    assert.deepEqual(first.members.me, { id: 'ada', info: { name: 'Ada' } });

    const added = next(first, 'pusher:member_added');
    const second = engine().connect(bo);
    const seen = await subscribed(second, 'presence-kitchen');
    assert.deepEqual(await added, { id: 'bo', info: { name: 'Bo' } });
    assert.equal(seen.members.count, 2);
    assert.deepEqual(Object.keys(seen.members.members).sort(), ['ada', 'bo']);

    const removed = next(first, 'pusher:member_removed');
    second.disconnect();
    assert.deepEqual(await removed, { id: 'bo', info: { name: 'Bo' } });
    assert.equal(first.members.count, 1);
  });

  test('a person with two tabs is one member, who leaves with the last tab', async () => {
    const witness = engine().connect(ada);
    const channel = await subscribed(witness, 'presence-tabs');
    const added = collect(channel, 'pusher:member_added');
    const removed = collect(channel, 'pusher:member_removed');

    const [left, right] = [engine().connect(bo), engine().connect(bo)];
    await subscribed(left, 'presence-tabs');
    const { members } = await subscribed(right, 'presence-tabs');
    assert.equal(members.count, 2);
    left.disconnect();
    const gone = next(channel, 'pusher:member_removed');
    right.disconnect();
    await gone;

    assert.equal(added.length, 1);
    assert.equal(removed.length, 1);
  });

  test('laravel-echo tells who is here, who joins, who leaves, and passes whispers on', async () => {
    const host = engine().echo(ada);
    const here = await new Promise((resolve) => host.join('table').here(resolve));
    assert.deepEqual(here, [{ name: 'Ada' }]);
    const joining = new Promise((resolve) => host.join('table').joining(resolve));
    const leaving = new Promise((resolve) => host.join('table').leaving(resolve));
    const whisper = new Promise((resolve) => host.join('table').listenForWhisper('typing', resolve));

    const guest = engine().echo(bo);
    await new Promise((resolve) => guest.join('table').here(resolve));
    assert.deepEqual(await joining, { name: 'Bo' });
    guest.join('table').whisper('typing', { dish: 'laksa' });
    assert.deepEqual(await whisper, { dish: 'laksa' });
    guest.leave('table');
    assert.deepEqual(await leaving, { name: 'Bo' });
  });

  test('somebody who signed in needs no member data', async () => {
    const signedIn = engine().connect(bo, {
      channelAuthorization: {
        customHandler: ({ socketId, channelName }, callback) => {
          const { auth } = engine().sdk.authorizeChannel(socketId, channelName);
          callback(null, { auth });
        },
      },
    });
    signedIn.signin();
    await until(signedIn, () => signedIn.user.user_data !== null);

    const channel = await subscribed(signedIn, 'presence-signed-in');

    assert.equal(channel.members.me.id, 'bo');
  });
});
