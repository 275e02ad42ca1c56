// Client events: from one member of a channel to the others, without a server in between.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  collect,
  next,
  nextWithMetadata,
  withEngine,
  subscribed,
  until,
} from '../../support/engine.js';

const ada = { id: 'ada', name: 'Ada' };
const bo = { id: 'bo', name: 'Bo' };

withEngine('client events', (engine) => {
  test('the other members of a private channel hear them, the sender does not', async () => {
    const [sender, receiver] = [engine().connect(ada), engine().connect(bo)];
    const from = await subscribed(sender, 'private-pass');
    const to = await subscribed(receiver, 'private-pass');
    const echoed = collect(from, 'client-typing');
    const heard = next(to, 'client-typing');

    assert.ok(from.trigger('client-typing', { dish: 'satay' }));

    assert.deepEqual(await heard, { dish: 'satay' });
    const back = next(from, 'client-done');
    to.trigger('client-done', {});
    await back;
    assert.deepEqual(echoed, []);
  });

  test('on a presence channel they carry who sent them', async () => {
    const from = await subscribed(engine().connect(ada), 'presence-pass');
    const to = await subscribed(engine().connect(bo), 'presence-pass');
    const heard = nextWithMetadata(to, 'client-wave');

    from.trigger('client-wave', {});

    assert.deepEqual(await heard, [{}, { user_id: 'ada' }]);
  });

  test('too many in one second are refused in band, and the connection stays', async () => {
    const sender = engine().connect(ada);
    const channel = await subscribed(sender, 'private-flood');
    const errors = collect(sender.connection, 'error');

    for (let n = 0; n < 30; n += 1) channel.trigger('client-flood', { n });
    await until(sender, () => errors.length > 0);

    assert.equal(errors[0].data.code, 4301);
    assert.equal(sender.connection.state, 'connected');
  });

  test('nobody sends them on a public or an encrypted channel, whatever their client allows', async () => {
    const [sender, receiver] = [engine().connect(ada), engine().connect(bo)];
    for (const name of ['news', 'private-encrypted-news']) {
      await subscribed(sender, name);
      const heard = collect(await subscribed(receiver, name), 'client-spam');
      const refused = next(sender.connection, 'error');
      sender.send_event('client-spam', {}, name);
      await refused;
      const after = next(receiver.channel(name), 'after');
      await engine().sdk.trigger(name, 'after', {});
      await after;
      assert.deepEqual(heard, []);
    }
  });
});
