// Pusher's server SDK for Python: everything that it asks of the HTTP API, in its own ways.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import {
  app,
  collect,
  masterKey,
  next,
  subscribed,
  until,
  withEngine,
} from '../../support/engine.js';
import { PythonSdk } from '../../support/python-sdk.js';

withEngine('server SDK for Python', (engine) => {
  let sdk;
  before(() => {
    sdk = new PythonSdk(engine().url, app, masterKey);
  });
  after(() => sdk.close());

  test('its events are heard, also on encrypted channels, and by all but one connection', async () => {
    const [sender, receiver] = [engine().connect(), engine().connect()];
    const names = ['python', 'private-python', 'private-encrypted-python'];
    for (const name of names) {
      const missed = collect(await subscribed(sender, name), 'event');
      const heard = next(await subscribed(receiver, name), 'event');

      await sdk.call('trigger', [name, 'event', { from: name }, sender.connection.socket_id]);

      assert.deepEqual(await heard, { from: name });
      const own = next(sender.channel(name), 'own');
      await sdk.call('trigger', [name, 'own', {}]);
      await own;
      assert.deepEqual(missed, []);
    }
  });

  test('its batches are heard', async () => {
    const channel = await subscribed(engine().connect(), 'python-batch');
    const [first, second] = [next(channel, 'first'), next(channel, 'second')];

    await sdk.call('trigger_batch', [
      [
        { channel: 'python-batch', name: 'first', data: { n: 1 } },
        { channel: 'python-batch', name: 'second', data: { n: 2 } },
      ],
    ]);

    assert.deepEqual(await Promise.all([first, second]), [{ n: 1 }, { n: 2 }]);
  });

  test('it is told of channels and of who is in them', async () => {
    await subscribed(engine().connect({ id: 'ada' }), 'presence-python');

    const channels = await sdk.call('channels_info', ['presence-', ['user_count']]);
    const channel = await sdk.call('channel_info', ['presence-python', ['user_count']]);
    const { users } = await sdk.call('users_info', ['presence-python']);

    assert.deepEqual(channels.channels['presence-python'], { user_count: 1 });
    assert.deepEqual(channel, { occupied: true, user_count: 1 });
    assert.deepEqual(users, [{ id: 'ada' }]);
  });

  test('its signatures let pusher-js subscribe and sign in', async () => {
    const pusher = engine().connect(
      {},
      {
        channelAuthorization: {
          customHandler: async ({ socketId, channelName }, callback) => {
            const member = { user_id: 'ada', user_info: { name: 'Ada' } };
            callback(null, await sdk.call('authenticate', [channelName, socketId, member]));
          },
        },
        userAuthentication: {
          customHandler: async ({ socketId }, callback) =>
            callback(null, await sdk.call('authenticate_user', [socketId, { id: 'ada' }])),
        },
      },
    );
    const { members } = await subscribed(pusher, 'presence-signed-by-python');
    assert.equal(members.me.id, 'ada');

    pusher.signin();
    const bill = next(pusher.user, 'bill');
    // The SDK subscribes the user's own channel once it is signed in; before that nothing is heard on it.
    await until(pusher, () => pusher.user.serverToUserChannel?.subscribed);
    await sdk.call('send_to_user', ['ada', 'bill', { total: 7 }]);
    assert.deepEqual(await bill, { total: 7 });

    const closed = next(pusher.connection, 'disconnected');
    await sdk.call('terminate_user_connections', ['ada']);
    await closed;
  });

  test('what is refused raises the exception that its users catch', async () => {
    assert.equal(await sdk.fail('users_info', ['public']), 'PusherBadRequest');
  });
});
