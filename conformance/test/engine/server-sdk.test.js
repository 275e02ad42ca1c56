// Pusher's server SDK for Node: everything that it asks of the HTTP API.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { collect, next, subscribed, withEngine } from '../../support/engine.js';

withEngine('server SDK for Node', (engine) => {
  test('one event goes to many channels, and tells of each what is asked', async () => {
    const pusher = engine().connect({ id: 'ada' });
    await subscribed(pusher, 'presence-many');
    await subscribed(pusher, 'many');

    const response = await engine().sdk.trigger(['presence-many', 'many', 'nobody'], 'event', {}, {
      info: 'subscription_count,user_count',
    });

    assert.deepEqual(await response.json(), {
      channels: {
        'presence-many': { subscription_count: 1, user_count: 1 },
        many: { subscription_count: 1 },
        nobody: { subscription_count: 0 },
      },
    });
  });

  test('a batch is heard in its order, and tells of each event what is asked', async () => {
    const channel = await subscribed(engine().connect(), 'batch');
    const heard = [];
    channel.bind_global((name, data) => name.startsWith('step') && heard.push([name, data]));
    const last = next(channel, 'step-3');

    const response = await engine().sdk.triggerBatch([
      { channel: 'batch', name: 'step-1', data: 'one', info: 'subscription_count' },
      { channel: 'batch', name: 'step-2', data: { two: 2 } },
      { channel: 'batch', name: 'step-3', data: [3] },
    ]);

    assert.deepEqual(await response.json(), { batch: [{ subscription_count: 1 }, {}, {}] });
    await last;
    assert.deepEqual(heard, [
      ['step-1', 'one'],
      ['step-2', { two: 2 }],
      ['step-3', [3]],
    ]);
  });

  test('the connection that causes an event can be left out of it', async () => {
    const [sender, receiver] = [engine().connect(), engine().connect()];
    const heard = collect(await subscribed(sender, 'excluded'), 'first');
    const channel = await subscribed(receiver, 'excluded');
    const second = next(channel, 'second');

    const { socket_id } = sender.connection;
    await engine().sdk.trigger('excluded', 'first', {}, { socket_id });
    const own = next(sender.channel('excluded'), 'second');
    await engine().sdk.trigger('excluded', 'second', {});

    await Promise.all([second, own]);
    assert.deepEqual(heard, []);
  });

  test('occupied channels are listed by prefix, with their users', async () => {
    const [ada, twin] = [engine().connect({ id: 'ada' }), engine().connect({ id: 'ada' })];
    await subscribed(ada, 'presence-listed');
    await subscribed(twin, 'presence-listed');
    await subscribed(ada, 'listed');

    const presence = await get('/channels', {
      filter_by_prefix: 'presence-listed',
      info: 'user_count',
    });
    assert.deepEqual(presence, { channels: { 'presence-listed': { user_count: 1 } } });
    const { channels } = await get('/channels');
    assert.deepEqual(channels.listed, {});
    await assert.rejects(engine().sdk.get({ path: '/channels', params: { info: 'user_count' } }), {
      status: 400,
    });
  });

  test('a channel tells whether it is occupied, and by how many', async () => {
    await subscribed(engine().connect({ id: 'ada' }), 'presence-one');
    await subscribed(engine().connect({ id: 'ada' }), 'presence-one');
    await subscribed(engine().connect({ id: 'bo' }), 'presence-one');

    assert.deepEqual(await get('/channels/presence-one', { info: 'user_count,subscription_count' }), {
      occupied: true,
      user_count: 2,
      subscription_count: 3,
    });
    assert.deepEqual(await get('/channels/nobody-here'), { occupied: false });
    const { users } = await get('/channels/presence-one/users');
    assert.deepEqual(users.map(({ id }) => id).sort(), ['ada', 'bo']);
    await assert.rejects(engine().sdk.get({ path: '/channels/public/users' }), { status: 400 });
  });

  test('a cache channel tells what it holds, and for how long', async () => {
    const channel = await subscribed(engine().connect(), 'cache-told');
    assert.equal((await get('/channels/cache-told', { info: 'cache' })).cache, null);
    const heard = next(channel, 'price');
    await engine().sdk.trigger('cache-told', 'price', { amount: 3 });
    await heard;

    const { cache } = await get('/channels/cache-told', { info: 'cache' });

    assert.deepEqual(JSON.parse(cache.data), { amount: 3 });
    assert.ok(cache.ttl > 0 && cache.ttl <= 1800, `ttl ${cache.ttl}`);
  });

  test('wrong secrets, unknown apps and too much data are refused with their statuses', async () => {
    const { sdk } = engine();
    const impostor = engine().sdkWith({ secret: 'guessed' });
    const stranger = engine().sdkWith({ appId: '1' });
    await assert.rejects(impostor.trigger('news', 'event', {}), { status: 401 });
    await assert.rejects(stranger.get({ path: '/channels' }), ({ status }) =>
      [401, 404].includes(status),
    );
    await assert.rejects(sdk.trigger('news', 'event', 'x'.repeat(10_241)), { status: 413 });
    await assert.rejects(
      sdk.triggerBatch(Array(11).fill({ channel: 'news', name: 'event', data: '' })),
      { status: 400 },
    );
  });

  async function get(path, params) {
    const response = await engine().sdk.get({ path, params });
    assert.equal(response.status, 200);
    return response.json();
  }
});
