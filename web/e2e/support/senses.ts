// What a person at a device sees and hears: toasts that came, sounds that were played, what the
// system was asked to show, and when something appeared.

import type { Page } from 'playwright-core'

/** What a page has let its person notice since it was loaded. */
export interface Noticed {
  /** The texts of the toasts, in the order in which they came. */
  toasts: string[]
  /** The state of Web Audio at each sound that was started. */
  sounds: AudioContextState[]
  /** The titles of what the system was asked to show. */
  notices: string[]
}

declare global {
  interface Window {
    noticed: Noticed
  }
}

/** Runs in each page before anything else. The page's own code is not touched; only the browser is asked to tell. */
export function listen(): void {
  const noticed: Noticed = { toasts: [], sounds: [], notices: [] }
  window.noticed = noticed

  const start = AudioBufferSourceNode.prototype.start
  AudioBufferSourceNode.prototype.start = function (this: AudioBufferSourceNode, ...when) {
    noticed.sounds.push(this.context.state)
    start.apply(this, when)
  }

  const show = ServiceWorkerRegistration.prototype.showNotification
  ServiceWorkerRegistration.prototype.showNotification = function (this: ServiceWorkerRegistration, ...of) {
    noticed.notices.push(of[0])
    return show.apply(this, of)
  }

  const known = new WeakSet<Element>()
  const look = (): void => {
    for (const toast of document.querySelectorAll('section[aria-label^="Notifications"] li')) {
      if (known.has(toast)) continue
      known.add(toast)
      noticed.toasts.push(toast.textContent.trim())
    }
  }
  new MutationObserver(look).observe(document, { childList: true, subtree: true })
}

/** What the page has let its person notice so far. */
export function noticedOn(page: Page): Promise<Noticed> {
  return page.evaluate(() => window.noticed)
}

/** Begins to watch; the answer resolves with the moment at which the page shows the text in such an element. */
export async function watchFor(page: Page, selector: string, text: string): Promise<() => Promise<number>> {
  const watch = await page.evaluateHandle(
    ([selector, text]) => {
      const isShown = (): boolean =>
        [...document.querySelectorAll(selector)].some((element) => element.textContent.includes(text))
      const shownAt = new Promise<number>((resolve) => {
        const look = (): void => {
          if (!isShown()) return
          observer.disconnect()
          resolve(Date.now())
        }
        const observer = new MutationObserver(look)
        observer.observe(document.body, { childList: true, subtree: true, characterData: true })
        look()
      })
      return { shownAt }
    },
    [selector, text] as const,
  )
  return () => watch.evaluate(({ shownAt }) => shownAt)
}
