/**
 * What is to happen once although several tabs hear of it: the first tab to claim it does it. Claims are kept in the
 * storage that the tabs of a browser share, under a Web Lock. On a page without https there are no locks: then two
 * tabs that claim within the same millisecond may both win.
 */
const LEDGER = 'hawker.claims'
const REMEMBERED = 300

/** Whether this tab is the first to claim `key`. */
export function claimOnce(key: string): Promise<boolean> {
  return claim(key, Infinity)
}

/** Whether nobody claimed `key` within the last `interval` milliseconds. */
export function claimEvery(key: string, interval: number): Promise<boolean> {
  return claim(key, interval)
}

async function claim(key: string, interval: number): Promise<boolean> {
  return alone(() => {
    const ledger = read()
    const claimedAt = ledger.get(key)
    const now = Date.now()
    if (claimedAt !== undefined && now - claimedAt < interval) return false
    ledger.delete(key)
    ledger.set(key, now)
    write(ledger)
    return true
  })
}

async function alone<Result>(act: () => Result): Promise<Result> {
  const { locks } = navigator as { locks?: LockManager | null }
  if (!locks) return act()
  let result: Result | undefined
  await locks.request(LEDGER, () => {
    result = act()
  })
  return result as Result
}

/** Oldest first. What cannot be read is forgotten: to ring twice is better than never. */
function read(): Map<string, number> {
  try {
    return new Map(JSON.parse(localStorage.getItem(LEDGER) ?? '[]') as [string, number][])
  } catch {
    return new Map()
  }
}

function write(ledger: Map<string, number>): void {
  try {
    localStorage.setItem(LEDGER, JSON.stringify([...ledger].slice(-REMEMBERED)))
  } catch {
    // A browser that stores nothing: each tab is on its own.
  }
}
