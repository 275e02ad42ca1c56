// A placed order is heard by its stall, and every move by both sides.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { whileListening, withEachDriverAndClient } from '../support/suite.js';

const cancelPlan = { reason: 'cannot_prepare', text: 'The oven is out.' };

/** Ways through an order's life: what is done, by whom, and where it leads. */
const lives = {
  'accept, ready, complete': [
    { by: 'stall', action: 'accept', leadsTo: 'accepted' },
    { by: 'stall', action: 'ready', leadsTo: 'ready_for_pickup' },
    { by: 'stall', action: 'complete', leadsTo: 'completed' },
  ],
  decline: [
    {
      by: 'stall',
      action: 'decline',
      body: { reason: 'too_busy', text: 'Ten minutes.' },
      leadsTo: 'cancelled',
    },
  ],
  'accept, cancel': [
    { by: 'stall', action: 'accept', leadsTo: 'accepted' },
    { by: 'stall', action: 'cancel', body: cancelPlan, leadsTo: 'cancelled' },
  ],
  'cancel by the customer': [{ by: 'customer', leadsTo: 'cancelled' }],
};

withEachDriverAndClient('hearing', (hall, listen) => {
  test('the stall hears a new order with all that its own page shows of it', async () => {
    const [stall] = hall().staff;
    const [customer] = hall().customers;
    await whileListening([listen(stall)], async (screen) => {
      const placed = await customer.orderAt(stall.vendorId);

      const { name, data } = await screen.next();

      assert.equal(name, 'OrderReceived');
      const order = await stall.call('GET', `/api/vendor/orders/${placed.id}`);
      assert.equal(order.lines.length, 1);
      assert.equal(order.status, 'pending');
      assert.deepEqual(data, { ...order, message: data.message, _rt: data._rt });
      assert.ok(data.message.includes(order.number), data.message);
      assert.equal(typeof data._rt.epoch, 'string');
      assert.ok(Number.isInteger(data._rt.seq));
    });
  });

  for (const [title, moves] of Object.entries(lives)) {
    test(`both sides hear every move: ${title}`, async () => {
      const [stall] = hall().staff;
      const [customer] = hall().customers;
      await whileListening([listen(stall), listen(customer)], async (counter, phone) => {
        let order = await customer.orderAt(stall.vendorId);
        assert.equal((await counter.next()).name, 'OrderReceived');

        for (const move of moves) {
          const before = order;
          order = await make(move, { order, stall, customer });
          assert.equal(order.status, move.leadsTo);

          for (const screen of [counter, phone]) {
            const { name, data } = await screen.next();
            assert.equal(name, 'OrderStatusChanged');
            assert.equal(data.id, order.id);
            assert.equal(data.previous_status, before.status);
            assert.equal(data.new_status, move.leadsTo);
            assert.equal(data.status, move.leadsTo);
            assert.equal(data.version, order.version);
            assert.equal(data.reason ?? undefined, move.body?.reason ?? order.reason ?? undefined);
            assert.equal(data.total, order.total);
            assert.deepEqual(data.lines, order.lines);
            assert.ok(data.message.length > 0);
          }
        }
        assert.deepEqual([...counter.untaken, ...phone.untaken], []);
      });
    });
  }
});

function make(move, { order, stall, customer }) {
  return move.by === 'customer'
    ? customer.call('POST', `/api/customer/orders/${order.id}/cancel`, { body: {} })
    : stall.move(order, move.action, move.body);
}
