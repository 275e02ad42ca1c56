// People who signed in: events to them, who of their watchlist is online, and being put out.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { connected, next, withEngine, until, within } from '../../support/engine.js';

withEngine('users', (engine) => {
  test('an event to a user is heard in each of their tabs and nowhere else', async () => {
    const tabs = [await signedIn({ id: 'ada' }), await signedIn({ id: 'ada' })];
    const other = await signedIn({ id: 'bo' });
    const heard = Promise.all(tabs.map(({ user }) => next(user, 'bill')));
    const elsewhere = [];
    other.user.bind_global((name) => elsewhere.push(name));

    await engine().sdk.sendToUser('ada', 'bill', { total: 1200 });

    assert.deepEqual(await heard, [{ total: 1200 }, { total: 1200 }]);
    const own = next(other.user, 'own');
    await engine().sdk.sendToUser('bo', 'own', {});
    await own;
    assert.deepEqual(elsewhere, ['own']);
  });

  test('a watchlist tells who is online, who comes, and who goes', async () => {
    await signedIn({ id: 'cook-1' });
    const watcher = engine().connect({ id: 'manager', watchlist: ['cook-1', 'cook-2'] });
    const online = next(watcher.user.watchlist, 'online');
    watcher.signin();
    assert.deepEqual(await online, { name: 'online', user_ids: ['cook-1'] });

    const came = next(watcher.user.watchlist, 'online');
    const second = await signedIn({ id: 'cook-2' });
    assert.deepEqual(await came, { name: 'online', user_ids: ['cook-2'] });

    const went = next(watcher.user.watchlist, 'offline');
    second.disconnect();
    assert.deepEqual(await went, { name: 'offline', user_ids: ['cook-2'] });
  });

  test('a user who is terminated is disconnected for good, and others stay', async () => {
    const unwanted = await signedIn({ id: 'mallory' });
    const other = await signedIn({ id: 'carol' });
    const closed = next(unwanted.connection, 'disconnected');
    const error = next(unwanted.connection, 'error');

    const response = await engine().sdk.terminateUserConnections('mallory');

    assert.equal(response.status, 200);
    assert.equal((await error).data.code, 4009);
    await closed;
    assert.equal(other.connection.state, 'connected');
  });

  test('a signature for somebody else signs nobody in', async () => {
    const pusher = engine().connect(
      {},
      {
        userAuthentication: {
          customHandler: ({ socketId }, callback) => {
            const forged = engine().sdkWith({ secret: 'guessed' });
            callback(null, forged.authenticateUser(socketId, { id: 'ada' }));
          },
        },
      },
    );
    await connected(pusher);
    const error = within('an error', (resolve) => pusher.connection.bind('error', resolve));
    pusher.signin();
    await error;
    assert.equal(pusher.user.user_data, null);
  });

  async function signedIn(user) {
    const pusher = engine().connect(user);
    pusher.signin();
    await until(pusher, () => pusher.user.user_data !== null);
    // The SDK subscribes the user's own channel once it is signed in.
    await until(pusher, () => pusher.user.serverToUserChannel?.subscribed);
    return pusher;
  }
});
