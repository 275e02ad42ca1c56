// The public's clients, used the way their documentation tells, and nothing changed in them.

import Echo from 'laravel-echo';
import Pusher from 'pusher-js';

/** How long an event may take before a test calls it missing; only failures take that long. */
const PATIENCE_MS = 10_000;

/** The clients that every test of hearing runs with. */
export const clients = { 'pusher-js': listenWithPusher, 'laravel-echo': listenWithEcho };

/** What one subscription has heard, in order, each event to be taken once. */
class Heard {
  #events = [];
  #waiting = [];

  constructor(close) {
    this.close = close;
  }

  add(name, data) {
    const waiting = this.#waiting.shift();
    if (waiting) waiting({ name, data });
    else this.#events.push({ name, data });
  }

  /** The next event, now or when it comes. */
  next() {
    const event = this.#events.shift();
    if (event) return Promise.resolve(event);
    return withPatience('an event', (resolve) => this.#waiting.push(resolve));
  }

  /** What was heard and not taken. */
  get untaken() {
    return [...this.#events];
  }
}

/** Subscribes with pusher-js and resolves when the subscription stands; rejects with the status when refused. */
export async function listenWithPusher(person, channelName = person.channel, options = {}) {
  const pusher = await pusherFor(person, options);
  const heard = new Heard(() => pusher.disconnect());
  heard.pusher = pusher;
  const channel = pusher.subscribe(`private-${channelName}`);
  // Everything on the connection, not only what was asked for: an event of somebody else must show up.
  pusher.bind_global((name, data) => name.startsWith('pusher:') || heard.add(name, data));
  await closeUnlessSubscribed(heard, (resolve, reject) => {
    channel.bind('pusher:subscription_succeeded', resolve);
    channel.bind('pusher:subscription_error', reject);
  });
  return heard;
}

/** The same with laravel-echo. */
export async function listenWithEcho(person, channelName = person.channel) {
  const { key, endpoint, connection } = await connectionFor(person.hall);
  const headers = { Authorization: `Bearer ${person.token}` };
  const echo = new Echo({
    broadcaster: 'pusher',
    Pusher,
    key,
    authEndpoint: endpoint,
    auth: { headers },
    ...connection,
  });
  const heard = new Heard(() => echo.disconnect());
  const channel = echo.private(channelName);
  for (const name of ['OrderReceived', 'OrderStatusChanged']) {
    // The leading dot keeps Echo from adding a PHP namespace.
    channel.listen(`.${name}`, (data) => heard.add(name, data));
  }
  await closeUnlessSubscribed(heard, (resolve, reject) =>
    channel.subscribed(resolve).error(reject),
  );
  return heard;
}

/** A connected pusher-js with nothing subscribed. */
export async function pusherFor(person, options = {}) {
  const { key, endpoint, connection } = await connectionFor(person.hall);
  return new Pusher(key, {
    ...connection,
    channelAuthorization: {
      endpoint,
      transport: 'ajax',
      headers: { Authorization: `Bearer ${person.token}` },
    },
    ...options,
  });
}

/** Resolves when all that the server sent so far was heard: it has answered a ping, or it has hung up. */
export function everythingHeard({ connection }) {
  return withPatience('a pong', (resolve) => {
    if (connection.state !== 'connected') return resolve();
    connection.bind('message', ({ event }) => event === 'pusher:pong' && resolve());
    connection.bind('state_change', resolve);
    connection.send_event('pusher:ping', {});
  });
}

/** All that a browser is told, turned into the clients' options. */
async function connectionFor(hall) {
  const config = await hall.call('GET', '/api/realtime/config');
  return {
    key: config.key,
    endpoint: new URL(config.auth_endpoint, hall.url).href,
    connection: {
      cluster: config.cluster ?? '',
      wsHost: config.host,
      wsPort: config.port,
      forceTLS: config.scheme === 'https',
      enabledTransports: ['ws', 'wss'],
    },
  };
}

async function closeUnlessSubscribed(heard, begin) {
  try {
    await withPatience('the subscription', begin);
  } catch (refusal) {
    heard.close();
    throw refusal;
  }
}

function withPatience(what, begin) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${what} did not come`)), PATIENCE_MS);
    const settle = (end) => (value) => {
      clearTimeout(timer);
      end(value);
    };
    begin(settle(resolve), settle(reject));
  });
}
