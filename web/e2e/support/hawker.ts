// The real binary: started, killed without warning, started again at the same address.

import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const BINARY = process.env['HAWKER_BINARY'] ?? fromRepository('target/debug/hawker')

/** Mail is written into the log in a demo, and tests read it there. */
const LOG = 'warn,hawker_server::mail=info'

const running = new Set<ChildProcess>()
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')))

/** A running hawker, and what it says. */
export class Hawker {
  readonly #lines: string[] = []
  readonly #ended: Promise<void>
  #wake: () => void = () => undefined

  private constructor(private readonly child: ChildProcess) {
    running.add(child)
    this.#ended = new Promise((resolve) => child.once('exit', () => resolve()))
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.#hear(line))
    }
  }

  /** Starts it in a demo hall and resolves when it listens. It sees no environment but what is given. */
  static async start(directory: string, port: number): Promise<Hawker> {
    const hawker = new Hawker(
      spawn(
        needBinary(),
        ['serve', '--demo', '--addr', `127.0.0.1:${port}`, '--data-dir', `${directory}/data`],
        {
          cwd: directory,
          env: { PATH: process.env['PATH'], HAWKER_LOG: LOG },
          stdio: ['ignore', 'pipe', 'pipe'],
        },
      ),
    )
    await hawker.says(/listening on http:/)
    return hawker
  }

  /** Resolves with the first line that it has said or says that is like this. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    for (let at = 0; ; at += 1) {
      while (at >= this.#lines.length) await this.#nextLine()
      const found = pattern.exec(this.#lines[at] ?? '')
      if (found) return found
    }
  }

  /** Kills it as a power cut does: it can finish nothing. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL')
    await this.#ended
    running.delete(this.child)
  }

  async #nextLine(): Promise<void> {
    const line = new Promise<void>((resolve) => (this.#wake = resolve))
    const end = this.#ended.then(() => {
      throw new Error(`hawker has ended:\n${this.#lines.join('\n')}`)
    })
    await Promise.race([line, end])
  }

  #hear(line: string): void {
    this.#lines.push(line)
    this.#wake()
  }
}

/** Runs one of hawker's other commands, and gives it a text to read. */
export async function runHawker(arguments_: readonly string[], input: string): Promise<void> {
  const child = spawn(needBinary(), arguments_, { stdio: ['pipe', 'ignore', 'inherit'] })
  child.stdin.end(input)
  const code = await new Promise((resolve) => child.once('exit', resolve))
  if (code !== 0) throw new Error(`hawker ${arguments_.join(' ')} ended with ${String(code)}`)
}

/**
 * A free port below those that the system gives to outgoing connections: while hawker is down nobody takes it, not even
 * a browser that tries to connect to it.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000)
    if (await isFree(port)) return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

function needBinary(): string {
  if (existsSync(BINARY)) return BINARY
  throw new Error(`${BINARY} is missing: run \`cargo xtask test browser\`, which builds it`)
}

function fromRepository(path: string): string {
  return fileURLToPath(new URL(`../../../${path}`, import.meta.url))
}
