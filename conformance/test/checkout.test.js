// One checkout makes one order for each stall, or none at all.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { listenWithPusher } from '../support/clients.js';
import { whileListening, withEachDriver } from '../support/suite.js';

withEachDriver('checkout', (hall) => {
  test('over three stalls it makes three orders, three events and one answer', async () => {
    const stalls = hall().staff.slice(0, 3);
    const [customer] = hall().customers;
    const lines = await Promise.all(stalls.map(({ vendorId }) => hall().line(vendorId, 2)));
    await whileListening(
      stalls.map((stall) => listenWithPusher(stall)),
      async (...screens) => {
        const { orders } = await customer.checkOut(lines);

        assert.deepEqual(
          orders.map((order) => order.vendor_id).sort(byNumber),
          stalls.map(({ vendorId }) => vendorId).sort(byNumber),
        );
        for (const [index, stall] of stalls.entries()) {
          const { name, data } = await screens[index].next();
          assert.equal(name, 'OrderReceived');
          assert.equal(data.id, orders.find((order) => order.vendor_id === stall.vendorId).id);
          assert.equal(data.lines.length, 1);
          assert.equal(data.lines[0].quantity, 2);
        }
        screens.forEach((screen) => assert.deepEqual(screen.untaken, []));
      },
    );
  });

  test('of something out of stock it makes no order at any stall, and says which product', async () => {
    const [customer] = hall().customers;
    const limited = await findLimited(hall());
    const other = hall().staff.find(({ vendorId }) => vendorId !== limited.vendorId);
    const lines = [
      await hall().line(other.vendorId),
      { product_id: limited.product.id, quantity: limited.product.stock, add_ons: [] },
    ];
    await customer.checkOut(lines);
    await whileListening([listenWithPusher(other)], async (screen) => {
      const before = await orderIds(customer);

      const problem = await customer.call('POST', '/api/customer/checkouts', {
        headers: { 'idempotency-key': crypto.randomUUID() },
        body: {
          table_number: '12',
          payment_method: 'cashier',
          expected_total: limited.product.price + (await priceOf(hall(), lines[0])),
          lines: [lines[0], { ...lines[1], quantity: 1 }],
        },
        expect: 409,
      });

      assert.equal(problem.code, 'out_of_stock');
      assert.ok(JSON.stringify(problem).includes(limited.product.name), JSON.stringify(problem));
      assert.deepEqual(await orderIds(customer), before);
      // The stall whose product was there must hear of the next order, and of nothing before it.
      const next = await customer.orderAt(other.vendorId);
      assert.equal((await screen.next()).data.id, next.id);
    });
  });
});

async function findLimited(hall) {
  for (const { vendorId } of hall.staff) {
    const product = (await hall.products(vendorId)).find(({ stock }) => stock > 0 && stock <= 99);
    if (product) return { vendorId, product };
  }
  throw new Error('the demo hall has no product with a stock that can be bought up');
}

async function priceOf(hall, line) {
  for (const { vendorId } of hall.staff) {
    const product = (await hall.products(vendorId)).find(({ id }) => id === line.product_id);
    if (product) return product.price * line.quantity;
  }
  throw new Error('no such product');
}

async function orderIds(customer) {
  return (await customer.call('GET', '/api/customer/orders?limit=100')).items.map(({ id }) => id);
}

function byNumber(a, b) {
  return a - b;
}
