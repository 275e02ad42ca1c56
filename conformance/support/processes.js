// Starts the real binaries, waits until they listen, and lets none of them outlive the tests.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const binaries = {
  hawker: process.env.HAWKER_BINARY ?? fromRepository('target/debug/hawker'),
  standalone: process.env.STANDALONE_BINARY ?? fromRepository('target/debug/examples/standalone'),
  'pusher-server': process.env.PUSHER_SERVER_BINARY ?? fromRepository('target/debug/pusher-server'),
};

const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/**
 * Starts a binary and resolves when it says where it listens.
 *
 * It sees no environment but the given one and no `.env` file, so that the tests say the same on every machine.
 */
export async function start(name, args, { cwd, env = {} }) {
  const binary = binaries[name];
  if (!existsSync(binary)) {
    throw new Error(`${binary} is missing: run \`cargo xtask test conformance\`, which builds it`);
  }
  const child = spawn(binary, args, {
    cwd,
    env: { PATH: process.env.PATH, HAWKER_LOG: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.add(child);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  return { url: await listeningUrl(child, name), stop: () => stop(child, ended) };
}

function listeningUrl(child, name) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new Error(`${name} ended with ${code} before it listened`)),
    );
    // Reading goes on after the line was found, or a full pipe would stop the server.
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /listening on (http:\/\/\S+)/.exec(line);
      if (found) resolve(new URL(found[1]));
    });
  });
}

async function stop(child, ended) {
  child.kill('SIGKILL');
  await ended;
  running.delete(child);
}

function fromRepository(path) {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}
