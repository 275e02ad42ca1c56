// A browser's session may listen as a bearer token may, and a logout ends the listening.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { listenWithPusher, everythingHeard } from '../support/clients.js';
import { whileListening, withEachDriver } from '../support/suite.js';

withEachDriver('sessions', (hall, driver) => {
  test('a session cookie authorizes a subscription as a browser sends it', async () => {
    const [stall] = hall().staff;
    const [customer] = hall().customers;
    const cookie = await sessionCookie(hall(), stall.account);
    const channelAuthorization = { customHandler: authorizeWith(hall(), cookie) };

    await whileListening(
      [listenWithPusher(stall, stall.channel, { channelAuthorization })],
      async (screen) => {
        const order = await customer.orderAt(stall.vendorId);
        assert.equal((await screen.next()).data.id, order.id);
      },
    );
  });

  if (!driver.endsSubscriptions) return;

  test('after a logout its screen hears nothing more, and the others go on', async () => {
    const [stall] = hall().staff;
    const [customer] = hall().customers;
    const leaving = await hall().logIn(stall.account);
    await whileListening(
      [listenWithPusher(stall), listenWithPusher(leaving)],
      async (staying, left) => {
        const response = await hall().fetch('POST', '/api/auth/logout', { token: leaving.token });
        assert.ok(response.ok, `logout answered ${response.status}`);

        const order = await customer.orderAt(stall.vendorId);

        assert.equal((await staying.next()).data.id, order.id);
        await everythingHeard(left.pusher);
        assert.deepEqual(left.untaken, []);
        await assert.rejects(
          listenWithPusher(leaving),
          ({ status }) => status === 401 || status === 403,
        );
      },
    );
  });
});

async function sessionCookie(hall, { email, password }) {
  const response = await hall.fetch('POST', '/api/auth/login', {
    headers: { origin: hall.url.origin },
    body: { email, password },
  });
  assert.equal(response.status, 200);
  const [cookie] = response.headers.getSetCookie();
  assert.match(cookie, /;\s*HttpOnly/i);
  assert.match(cookie, /;\s*SameSite=(Lax|Strict)/i);
  return cookie.split(';')[0];
}

/** pusher-js outside a browser has no cookies, so its own hook sends the form that it would send there. */
function authorizeWith(hall, cookie) {
  return async ({ socketId, channelName }, callback) => {
    const response = await fetch(new URL('/broadcasting/auth', hall.url), {
      method: 'POST',
      headers: { cookie, origin: hall.url.origin },
      body: new URLSearchParams({ socket_id: socketId, channel_name: channelName }),
    });
    if (response.ok) callback(null, await response.json());
    else callback(new Error(`refused with ${response.status}`), null);
  };
}
