// Debian's Chromium, and the devices of a hall in it: phones, tablets, desks.

import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import chromiumFlags from './chromiumFlags.json'
import { listen } from './senses'

/** Set by `cargo xtask test`, which finds or installs it. */
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

const ARGUMENTS = [
  ...chromiumFlags,
  // What browsers do by default; said, because the tests of the sound depend on it.
  '--autoplay-policy=document-user-activation-required',
]

/** How large a device is. */
export const SIZES = {
  phone: { width: 360, height: 740 },
  tablet: { width: 1024, height: 768 },
  desktop: { width: 1280, height: 800 },
} as const

export type Kind = keyof typeof SIZES

/** Starts a browser; each device in it is a person of its own. */
export async function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS })
}

/** A device with one page open. */
export class Device {
  readonly #faults: string[] = []

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    url: string,
  ) {
    context.on('weberror', (error) => this.#faults.push(`a page threw ${String(error.error())}`))
    context.on('request', (request) => {
      const { origin, protocol } = new URL(request.url())
      const isForeign = protocol.startsWith('http') && origin !== url
      if (isForeign) this.#faults.push(`a page asked another host: ${request.url()}`)
    })
  }

  static async open(browser: Browser, url: string, kind: Kind): Promise<Device> {
    const context = await browser.newContext({
      baseURL: url,
      viewport: SIZES[kind],
      hasTouch: kind !== 'desktop',
      locale: 'en-US',
      // Nothing moves while it is looked at.
      reducedMotion: 'reduce',
      permissions: ['notifications'],
    })
    await context.addInitScript(listen)
    return new Device(context, await context.newPage(), url)
  }

  /** Closes it, and fails if a page on it threw or asked another host. */
  async close(): Promise<void> {
    await this.context.close()
    if (this.#faults.length > 0) throw new Error(this.#faults.join('\n'))
  }
}
