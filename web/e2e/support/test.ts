// What a flow is given: a hall and a browser of its file's own, and devices that are closed after each test.

import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { test as plain } from 'vitest'
import { Device, startBrowser, type Kind } from './browser'
import { Hall } from './hall'

/** Where a failure leaves its pictures. */
const PICTURES = fileURLToPath(new URL('../../../target/e2e', import.meta.url))

/** Opens devices in a hall. */
export class Devices {
  readonly #open: Device[] = []

  constructor(
    private readonly browser: Browser,
    private readonly url: string,
  ) {}

  /** The page of a new device. */
  async open(kind: Kind): Promise<Page> {
    const device = await Device.open(this.browser, this.url, kind)
    this.#open.push(device)
    return device.page
  }

  /** Keeps a picture of each page, for whoever looks into a failure. */
  async keepPictures(name: string): Promise<void> {
    for (const [at, { page }] of this.#open.entries()) {
      await page.screenshot({ path: join(PICTURES, `${name.replace(/\W+/g, '-')}-${at + 1}.png`) })
    }
  }

  async close(): Promise<void> {
    for (const device of this.#open.splice(0)) await device.close()
  }
}

/** A test in a running demo hall. */
export const test = plain.extend<{ $file: { hall: Hall; browser: Browser }; $test: { devices: Devices } }>({
  hall: [
    // oxlint-disable-next-line no-empty-pattern -- the runner reads from the pattern what is needed
    async ({}, use) => {
      const hall = await Hall.open()
      await use(hall)
      await hall.close()
    },
    { scope: 'file' },
  ],
  browser: [
    // oxlint-disable-next-line no-empty-pattern -- the runner reads from the pattern what is needed
    async ({}, use) => {
      const browser = await startBrowser()
      await use(browser)
      await browser.close()
    },
    { scope: 'file' },
  ],
  devices: async ({ hall, browser, task }, use) => {
    const devices = new Devices(browser, hall.url)
    await use(devices)
    if (task.result?.state === 'fail') await devices.keepPictures(task.name)
    await devices.close()
  },
})
