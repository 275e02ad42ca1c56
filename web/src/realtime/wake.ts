/**
 * Calls back when what the page shows is in doubt: it was hidden or frozen, or the network went or came. Returns the
 * end of it.
 */
export function onWake(wake: () => void): () => void {
  const shown = (): void => {
    if (document.visibilityState === 'visible') wake()
  }
  document.addEventListener('visibilitychange', shown)
  document.addEventListener('resume', wake)
  window.addEventListener('pageshow', wake)
  window.addEventListener('online', wake)
  window.addEventListener('offline', wake)
  return () => {
    document.removeEventListener('visibilitychange', shown)
    document.removeEventListener('resume', wake)
    window.removeEventListener('pageshow', wake)
    window.removeEventListener('online', wake)
    window.removeEventListener('offline', wake)
  }
}
