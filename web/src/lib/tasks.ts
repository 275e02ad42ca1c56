/**
 * Ends the browser's present task, so that it can paint and answer a finger before what follows. A timer would do the
 * same, but waits a second where the tab is in the background.
 */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.addEventListener('message', () => {
      port1.close()
      resolve()
    })
    port1.start()
    port2.postMessage(null)
  })
}

/** When nothing is painted, as in a tab in the background, there is nothing to wait for. */
const LONGEST_FRAME_MS = 100

/** Waits until what the page shows now is painted. */
export function whenPainted(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => void nextTask().then(resolve))
    setTimeout(resolve, LONGEST_FRAME_MS)
  })
}

/** No later than this, even on a phone that has its hands full. */
const LONGEST_WAIT_MS = 1_000

/** Waits until the browser has nothing better to do, but not for long. Safari does not tell; there it is soon. */
export function whenIdle(): Promise<void> {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in window) requestIdleCallback(() => resolve(), { timeout: LONGEST_WAIT_MS })
    else setTimeout(resolve, 200)
  })
}
