// An event goes to the people concerned and to nobody else.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { whileListening, withEachDriver, withEachDriverAndClient } from '../support/suite.js';

withEachDriverAndClient('privacy', (hall, listen) => {
  test("another stall's channel is refused with 403", async () => {
    const [first, second] = hall().staff;

    await assert.rejects(listen(second, first.channel), { status: 403 });
  });

  test("another customer's channel is refused with 403", async () => {
    const [first, second] = hall().customers;

    await assert.rejects(listen(second, first.channel), { status: 403 });
  });

  test("a stall's channel is refused to a customer, and a customer's to a stall, with 403", async () => {
    const [stall] = hall().staff;
    const [customer] = hall().customers;

    await assert.rejects(listen(customer, stall.channel), { status: 403 });
    await assert.rejects(listen(stall, customer.channel), { status: 403 });
  });

  test('a second stall and a second customer hear nothing of an order that is not theirs', async () => {
    const [stall, otherStall] = hall().staff;
    const [customer, otherCustomer] = hall().customers;
    const subscriptions = [stall, customer, otherStall, otherCustomer].map((person) =>
      listen(person),
    );
    await whileListening(subscriptions, async (counter, phone, otherCounter, otherPhone) => {
      const order = await customer.orderAt(stall.vendorId);
      await stall.move(order, 'accept');
      assert.equal((await counter.next()).name, 'OrderReceived');
      assert.equal((await counter.next()).name, 'OrderStatusChanged');
      assert.equal((await phone.next()).name, 'OrderStatusChanged');

      // An order of their own comes after it on their connections; it must be the first thing they hear.
      const ownOrder = await otherCustomer.orderAt(otherStall.vendorId);
      await otherStall.move(ownOrder, 'accept');

      const received = await otherCounter.next();
      assert.equal(received.name, 'OrderReceived');
      assert.equal(received.data.id, ownOrder.id);
      assert.equal((await otherPhone.next()).data.id, ownOrder.id);
    });
  });
});

withEachDriver('privacy of what is said', (hall) => {
  test("no event carries a customer's e-mail address", async () => {
    const [stall] = hall().staff;
    const [customer] = hall().customers;
    const order = await customer.orderAt(stall.vendorId);
    await stall.move(order, 'accept');

    for (const person of [stall, customer]) {
      const { position } = await person.call('GET', `/api/${person.side}/orders/live`);
      const path = `/api/realtime/events?channel=private-${person.channel}&epoch=${position.epoch}&after=0`;
      const { events } = await person.call('GET', path);
      assert.ok(events.length > 0);
      assert.ok(!JSON.stringify(events).includes(customer.account.email));
    }
  });
});
