// The same tests for each driver, each time in a hall of their own.

import { after, before, describe } from 'node:test';

import { clients } from './clients.js';
import { drivers, openHall } from './hall.js';

/** Describes tests for every driver; `tests` gets a function that answers the running hall, and the driver. */
export function withEachDriver(title, tests) {
  for (const driver of Object.keys(drivers)) {
    describe(`${title} (driver ${driver})`, () => {
      let hall;
      before(async () => {
        hall = await openHall(driver);
      });
      after(() => hall?.close());
      tests(() => hall, drivers[driver]);
    });
  }
}

/** Describes tests for every driver and every client; `tests` also gets the client's way to listen. */
export function withEachDriverAndClient(title, tests) {
  withEachDriver(title, (hall, driver) => {
    for (const [client, listen] of Object.entries(clients)) {
      describe(client, () => tests(hall, listen, driver));
    }
  });
}

/** Runs a test's body with open subscriptions, closed again however it ends. */
export async function whileListening(subscriptions, body) {
  const heard = await Promise.all(subscriptions);
  try {
    return await body(...heard);
  } finally {
    heard.forEach((subscription) => subscription.close());
  }
}
