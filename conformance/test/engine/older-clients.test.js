// pusher-js as it was: apps that nobody updates go on with what they were built with.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import Pusher4 from 'pusher-js-4';
import Pusher7 from 'pusher-js-7';

import { next, subscribed, withEngine } from '../../support/engine.js';

for (const [version, Library] of Object.entries({ 4: Pusher4, 7: Pusher7 })) {
  withEngine(`pusher-js ${version}`, (engine) => {
    for (const transport of ['ws', 'xhr_streaming', 'xhr_polling']) {
      test(`everything that it knows, by ${transport}`, async () => {
        const ada = engine().connectOlder(Library, { id: 'ada', name: 'Ada' }, transport);
        const bo = engine().connectOlder(Library, { id: 'bo', name: 'Bo' }, transport);

        const menu = await subscribed(ada, `menu-${transport}`);
        const dish = next(menu, 'new-dish');
        await engine().sdk.trigger(`menu-${transport}`, 'new-dish', { name: 'laksa' });
        assert.deepEqual(await dish, { name: 'laksa' });

        const table = await subscribed(ada, `presence-${transport}`);
        assert.deepEqual(table.members.me, { id: 'ada', info: { name: 'Ada' } });
        const added = next(table, 'pusher:member_added');
        const seat = await subscribed(bo, `presence-${transport}`);
        assert.deepEqual(await added, { id: 'bo', info: { name: 'Bo' } });

        const whisper = next(table, 'client-whisper');
        seat.trigger('client-whisper', { from: 'bo' });
        assert.deepEqual(await whisper, { from: 'bo' });

        const removed = next(table, 'pusher:member_removed');
        bo.unsubscribe(`presence-${transport}`);
        assert.equal((await removed).id, 'bo');
      });
    }
  });
}
