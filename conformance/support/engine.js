// A bare Pusher server with one app that may do everything, and unmodified clients and SDKs of it.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';

import Echo from 'laravel-echo';
import PusherServer from 'pusher';
import Pusher from 'pusher-js';

import { start } from './processes.js';

/** The app of these tests; a Pusher app id is a number. */
export const app = { id: '4712', key: 'engine-key', secret: 'engine-secret' };

/** With which channels' contents are encrypted; the server never has it. */
export const masterKey = Buffer.alloc(32, 'hawker').toString('base64');

const PATIENCE_MS = 10_000;

/**
 * Describes tests of one server, started before and stopped after them; `tests` gets a function that answers it.
 *
 * `webhooks` answers the URLs that are to hear of everything.
 */
export function withEngine(title, tests, { webhooks = () => [] } = {}) {
  describe(title, () => {
    let engine;
    let stop;
    before(async () => {
      ({ engine, stop } = await startEngine(webhooks()));
    });
    after(() => stop?.());
    tests(() => engine);
  });
}

async function startEngine(webhooks) {
  const directory = await mkdtemp(join(tmpdir(), 'hawker-engine-'));
  const config = join(directory, 'pusher-server.toml');
  await writeFile(config, configuration(webhooks), { mode: 0o600 });
  const server = await start('pusher-server', ['--listen', '127.0.0.1:0', '--config', config], {
    cwd: directory,
  });
  const engine = new Engine(server.url);
  const stop = async () => {
    engine.disconnectAll();
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  };
  return { engine, stop };
}

function configuration(webhooks) {
  return [
    '[[apps]]',
    `id = "${app.id}"`,
    `key = "${app.key}"`,
    `secret = "${app.secret}"`,
    '[apps.features]',
    'client_events = true',
    'subscription_count = true',
    ...webhooks.flatMap((url) => ['[[apps.webhooks]]', `url = "${url}"`]),
  ].join('\n');
}

class Engine {
  #open = [];

  constructor(url) {
    this.url = url;
    this.sdk = this.sdkWith({});
  }

  /** Pusher's server SDK for Node, pointed here. */
  sdkWith(options) {
    const { hostname: host, port } = this.url;
    const { id: appId, key, secret } = app;
    return new PusherServer({
      appId,
      key,
      secret,
      host,
      port,
      useTLS: false,
      encryptionMasterKeyBase64: masterKey,
      ...options,
    });
  }

  /** pusher-js for a person; `user` is `{id, name, watchlist}`. */
  connect(user = {}, options = {}) {
    const pusher = new Pusher(app.key, this.#options(user, options));
    this.#open.push(pusher);
    return pusher;
  }

  /** An older pusher-js for a person: what authorizes had another name then. */
  connectOlder(Library, { id, name }, transport) {
    const authorizeAs = this.#authorizeAs({ id, name });
    const pusher = new Library(app.key, {
      ...this.#options({ id, name }, { enabledTransports: [transport] }),
      disableStats: true,
      authorizer: ({ name: channelName }) => ({
        // Until version 6 the first argument told whether it failed.
        authorize: (socketId, callback) =>
          authorizeAs({ socketId, channelName }, (_, data) => callback(false, data)),
      }),
    });
    this.#open.push(pusher);
    return pusher;
  }

  /** laravel-echo for a person. */
  echo(user = {}, options = {}) {
    const echo = new Echo({
      broadcaster: 'pusher',
      Pusher,
      key: app.key,
      ...this.#options(user, options),
    });
    this.#open.push(echo);
    return echo;
  }

  disconnectAll() {
    this.#open.forEach((client) => client.disconnect());
  }

  #options(user, options) {
    return {
      cluster: '',
      wsHost: this.url.hostname,
      wsPort: this.url.port,
      httpHost: this.url.hostname,
      httpPort: this.url.port,
      forceTLS: false,
      enabledTransports: ['ws'],
      channelAuthorization: { customHandler: this.#authorizeAs(user) },
      userAuthentication: { customHandler: this.#authenticateAs(user) },
      ...options,
    };
  }

  /** What an application's `/broadcasting/auth` does, by the server SDK. */
  #authorizeAs({ id, name }) {
    return ({ socketId, channelName }, callback) => {
      const member = channelName.startsWith('presence-')
        ? { user_id: id, user_info: { name } }
        : undefined;
      callback(null, this.sdk.authorizeChannel(socketId, channelName, member));
    };
  }

  #authenticateAs({ id, name, watchlist }) {
    return ({ socketId }, callback) => {
      const user = { id, user_info: { name }, ...(watchlist && { watchlist }) };
      callback(null, this.sdk.authenticateUser(socketId, user));
    };
  }
}

/** Subscribes and resolves with the channel once the server confirmed it. */
export async function subscribed(pusher, name) {
  const channel = pusher.subscribe(name);
  if (!channel.subscribed) await next(channel, 'pusher:subscription_succeeded');
  return channel;
}

/** What the next event of this name carries: `[data, metadata]` as a handler gets them. */
export async function nextWithMetadata(target, name) {
  return within(`an event ${name}`, (resolve) => {
    const take = (data, metadata) => {
      target.unbind(name, take);
      resolve([data, metadata]);
    };
    target.bind(name, take);
  });
}

/** The data of the next event of this name. */
export async function next(target, name) {
  const [data] = await nextWithMetadata(target, name);
  return data;
}

/** Every event of this name from now on, in a list that grows. */
export function collect(target, name) {
  const heard = [];
  target.bind(name, (data) => heard.push(data));
  return heard;
}

/** Resolves when the connection stands. */
export async function connected({ connection }) {
  if (connection.state !== 'connected') await next(connection, 'connected');
}

/** Resolves when the condition holds; it is asked again after each message of the connection. */
export function until(pusher, condition) {
  return within('the condition', (resolve) => {
    const look = () => {
      if (!condition()) return;
      pusher.connection.unbind('message', later);
      resolve();
    };
    // The message is handled by the channels after the connection's own listeners.
    const later = () => setImmediate(look);
    pusher.connection.bind('message', later);
    look();
  });
}

/** Rejects when the promised thing takes longer than a test waits. */
export function within(what, begin) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${what} did not come`)), PATIENCE_MS);
    begin((value) => {
      clearTimeout(timer);
      resolve(value);
    });
  });
}
