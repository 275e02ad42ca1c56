// Takes a picture of every screen into `docs/screens`, in both sizes and in light; a few in dark too.

import { mkdir, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { visitAll, type View } from './screens/visit'
import { startBrowser } from './support/browser'
import { Hall } from './support/hall'

const FOLDER = fileURLToPath(new URL('../../docs/screens/', import.meta.url))

/** Screens whose dark look is kept too. */
const DARK = new Set(['menu', 'tracking', 'board', 'dashboard', 'floor'])

async function keep({ page, name, size, look }: View): Promise<void> {
  if (look === 'dark' && !DARK.has(name)) return
  const file = `${name}-${size}${look === 'dark' ? '-dark' : ''}.png`
  await page.screenshot({ path: `${FOLDER}${file}`, animations: 'disabled', caret: 'hide' })
  console.log(file)
}

await rm(FOLDER, { recursive: true, force: true })
await mkdir(FOLDER, { recursive: true })
const hall = await Hall.open()
const browser = await startBrowser()
try {
  await visitAll(browser, hall, keep)
} finally {
  await browser.close()
  await hall.close()
}
