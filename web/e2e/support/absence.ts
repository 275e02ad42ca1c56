// A device that is put away, and taken up again. Headless Chromium calls each of its pages visible and gives none a wake
// lock, so both are stood in for here, as browsers keep them: a page that is put away loses its lock.

import type { Page } from 'playwright-core'

declare global {
  interface Window {
    /** How many wake locks the page holds. */
    wakeLocks: () => number
    putAway: () => void
    takeUp: () => void
  }
}

/** Makes the page one that can be put away. Before it is loaded. */
export async function allowAbsence(page: Page): Promise<void> {
  await page.addInitScript(() => {
    let isAway = false
    const held = new Set<EventTarget>()
    const show = (away: boolean): void => {
      isAway = away
      if (away) for (const lock of held) lock.dispatchEvent(new Event('release'))
      if (away) held.clear()
      document.dispatchEvent(new Event('visibilitychange'))
    }
    Object.defineProperty(document, 'visibilityState', { get: () => (isAway ? 'hidden' : 'visible') })
    Object.defineProperty(navigator, 'wakeLock', {
      value: {
        request: () => {
          if (isAway) return Promise.reject(new DOMException('not visible', 'NotAllowedError'))
          const release = (): Promise<void> => Promise.resolve(void held.delete(lock))
          const lock = Object.assign(new EventTarget(), { release })
          held.add(lock)
          return Promise.resolve(lock)
        },
      },
    })
    window.wakeLocks = () => held.size
    window.putAway = () => show(true)
    window.takeUp = () => show(false)
  })
}
