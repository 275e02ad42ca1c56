// Pusher's server SDK for Python, in a process of its own.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A Python that has the SDK; `cargo xtask test conformance` makes one. */
const python = process.env.PYTHON_WITH_PUSHER ?? 'python3';
const driver = fileURLToPath(new URL('../python/sdk.py', import.meta.url));

export class PythonSdk {
  #child;
  #answers;

  constructor(url, app, masterKey) {
    this.#child = spawn(python, [driver], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: {
        PATH: process.env.PATH,
        APP_ID: app.id,
        APP_KEY: app.key,
        APP_SECRET: app.secret,
        HOST: url.hostname,
        PORT: url.port,
        MASTER_KEY: masterKey,
      },
    });
    this.#answers = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** Calls a method of the SDK and answers what it returns. */
  async call(name, args = [], kwargs = {}) {
    const answer = await this.#ask(name, args, kwargs);
    assert.equal(answer.error, undefined, answer.message);
    return answer.result;
  }

  /** Calls a method that must fail, and answers the class of the exception. */
  async fail(name, args = []) {
    const answer = await this.#ask(name, args, {});
    assert.ok(answer.error, `${name} did not fail: ${JSON.stringify(answer)}`);
    return answer.error;
  }

  close() {
    this.#child.stdin.end();
  }

  async #ask(call, args, kwargs) {
    this.#child.stdin.write(`${JSON.stringify({ call, args, kwargs })}\n`);
    const { value, done } = await this.#answers.next();
    assert.ok(!done, 'the Python process ended');
    return JSON.parse(value);
  }
}
