// Goes through every screen in both sizes and both looks.

import type { Browser, Page } from 'playwright-core'
import { signIn } from '../pages/signIn'
import { Device, SIZES } from '../support/browser'
import type { Hall } from '../support/hall'
import { pointer } from '../support/hands'
import { openHallAtWork, type HallAtWork } from './hallAtWork'
import { SCREENS, type Screen } from './screens'

/** A screen that stands on a page, in one size and one look. */
export interface View {
  page: Page
  name: string
  size: 'phone' | 'desktop'
  look: 'light' | 'dark'
}

/** Shows every screen to `look`, in each size and look. */
export async function visitAll(
  browser: Browser,
  hall: Hall,
  look: (view: View) => Promise<void>,
): Promise<void> {
  const atWork = await openHallAtWork(hall)
  for (const who of new Set(SCREENS.map((screen) => screen.who))) {
    const device = await Device.open(browser, hall.url, 'desktop')
    if (who !== 'guest') await signIn(device.page, pointer, hall.account(who))
    for (const screen of SCREENS.filter((each) => each.who === who)) {
      await visit(screen, device.page, atWork, look)
    }
    await device.close()
  }
}

async function visit(
  { name, open }: Screen,
  page: Page,
  atWork: HallAtWork,
  look: (view: View) => Promise<void>,
): Promise<void> {
  for (const size of ['phone', 'desktop'] as const) {
    await page.setViewportSize(SIZES[size])
    await page.emulateMedia({ colorScheme: 'light' })
    await open(page, atWork)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await settle(page)
      await look({ page, name, size, look: colorScheme })
    }
  }
}

/** What was drawn by script is drawn anew, and colours go over into each other: what lies between is no look of a page. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let frames = 0; frames < 3; frames += 1) await new Promise(requestAnimationFrame)
    const transitions = document.getAnimations().filter((animation) => animation instanceof CSSTransition)
    await Promise.all(transitions.map((transition) => transition.finished.catch(() => undefined)))
  })
}
