// Positions: consecutive on the wire, the same in the log, and enough to come back without a gap.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { listenWithPusher } from '../support/clients.js';
import { whileListening, withEachDriver } from '../support/suite.js';

withEachDriver('positions', (hall) => {
  test('events come with consecutive positions and catch-up gives the same events', async () => {
    const [stall] = hall().staff;
    const [customer] = hall().customers;
    await whileListening([listenWithPusher(stall)], async (screen) => {
      const order = await customer.orderAt(stall.vendorId);
      await stall.move(order, 'accept');
      await stall.move(order, 'ready');
      const heard = [await screen.next(), await screen.next(), await screen.next()];

      const first = heard[0].data._rt;
      assert.deepEqual(
        heard.map(({ data }) => data._rt.seq - first.seq),
        [0, 1, 2],
      );
      assert.deepEqual(new Set(heard.map(({ data }) => data._rt.epoch)), new Set([first.epoch]));

      const caughtUp = await catchUp(stall, { epoch: first.epoch, seq: first.seq - 1 });
      assert.equal(caughtUp.recovered, true);
      assert.equal(caughtUp.position.epoch, first.epoch);
      assert.equal(caughtUp.position.seq, first.seq + 2);
      assert.deepEqual(
        caughtUp.events.map(({ event, data }) => ({ name: event, data })),
        heard,
      );
    });
  });

  test('a screen that was away catches up what it missed and goes on live without a gap', async () => {
    const [stall] = hall().staff;
    const [customer] = hall().customers;
    const { position } = await stall.call('GET', '/api/vendor/orders/live');
    const away = [await customer.orderAt(stall.vendorId), await customer.orderAt(stall.vendorId)];

    await whileListening([listenWithPusher(stall)], async (screen) => {
      const missed = await catchUp(stall, position);
      const live = await customer.orderAt(stall.vendorId);
      const { data } = await screen.next();

      assert.deepEqual(
        missed.events.map((event) => event.data.id),
        away.map(({ id }) => id),
      );
      assert.deepEqual(
        missed.events.map(({ seq }) => seq),
        [position.seq + 1, position.seq + 2],
      );
      assert.equal(data.id, live.id);
      assert.equal(data._rt.seq, position.seq + 3);
    });
  });

  test('a position of another log is not recovered, and nothing is given as if it were', async () => {
    const [stall] = hall().staff;
    const [customer] = hall().customers;
    await customer.orderAt(stall.vendorId);

    const answer = await catchUp(stall, { epoch: 'another-log', seq: 0 });

    assert.equal(answer.recovered, false);
    assert.deepEqual(answer.events ?? [], []);
    assert.ok(answer.position.seq > 0);
  });

  test("nobody catches up on another stall's channel", async () => {
    const [stall, otherStall] = hall().staff;

    const path = `/api/realtime/events?channel=private-${stall.channel}&epoch=x&after=0`;
    const answer = await otherStall.hall.fetch('GET', path, { token: otherStall.token });

    assert.equal(answer.status, 403);
  });
});

function catchUp(person, { epoch, seq }) {
  const path = `/api/realtime/events?channel=private-${person.channel}&epoch=${epoch}&after=${seq}`;
  return person.call('GET', path);
}
