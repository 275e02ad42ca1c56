// What every live screen says of itself.

import type { Locator, Page } from 'playwright-core'

/** Whether what a screen shows is complete. */
export type Says = 'live' | 'behind'

const TEXTS = { live: /\bLive\b/, behind: /Behind since \d/ }

/** The chip, while it says so. */
export function liveChip(page: Page, says: Says): Locator {
  return page.getByRole('status').filter({ hasText: TEXTS[says] })
}
