/// <reference lib="webworker" />
/**
 * Lets the app open without a network, and shows notifications on phones. It is small on purpose, because a service
 * worker that answers too much traps people in an old app:
 * - pages come from the network whenever it answers, and only else from what was kept;
 * - files under /assets/ carry their content's hash in their name, so what was kept of them is never old;
 * - the API, the socket and everything else are not touched.
 */
declare const self: ServiceWorkerGlobalScope

const PIECES = 'hawker-pieces'
const PAGE = 'hawker-page'
const SHELL = '/'
/** What the page may take to answer before the kept one is shown: a phone at the edge of the network. */
const PATIENCE_MS = 4_000
const MOST_PIECES = 120

self.addEventListener('install', () => void self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin) return
  if (url.pathname.startsWith('/assets/')) event.respondWith(piece(request))
  else if (request.mode === 'navigate' && !isServers(url.pathname)) event.respondWith(page(request))
})

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  const { path } = (event.notification.data ?? {}) as { path?: string }
  event.waitUntil(show(path ?? '/'))
})

function isServers(path: string): boolean {
  return /^\/(api|broadcasting|app|apps|docs|healthz|readyz|metrics)(\/|$)/.test(path)
}

async function page(request: Request): Promise<Response> {
  const kept = await caches.open(PAGE)
  const shell = await kept.match(SHELL)
  try {
    // Where nothing was kept there is nothing to show instead, however long it takes.
    const response = await fetch(request, shell ? { signal: AbortSignal.timeout(PATIENCE_MS) } : {})
    if (response.ok && response.headers.get('content-type')?.startsWith('text/html')) {
      await kept.put(SHELL, response.clone())
    }
    return response
  } catch (error) {
    if (shell) return shell
    throw error
  }
}

async function piece(request: Request): Promise<Response> {
  const kept = await caches.open(PIECES)
  const found = await kept.match(request)
  if (found) return found
  const response = await fetch(request)
  if (response.ok) {
    await kept.put(request, response.clone())
    await forgetOldest(kept)
  }
  return response
}

/** Keys come in the order in which they were put. */
async function forgetOldest(kept: Cache): Promise<void> {
  const keys = await kept.keys()
  await Promise.all(keys.slice(0, Math.max(0, keys.length - MOST_PIECES)).map((key) => kept.delete(key)))
}

async function show(path: string): Promise<void> {
  const windows = await self.clients.matchAll({ type: 'window' })
  const open = windows[0]
  if (open === undefined) await self.clients.openWindow(path)
  else await (await open.focus()).navigate(path)
}
