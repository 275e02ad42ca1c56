import type { Page, Response } from 'playwright-core'
import { expect } from 'vitest'
import { test } from '../support/test'

/** How much JavaScript a first visit of the menu may bring, as it comes over the wire. */
const MOST_SCRIPT_BYTES = 150_000

test('a first visit of the menu brings little, compressed, to be kept for ever, and from this host alone', async ({
  hall,
  devices,
}) => {
  const page = await devices.open('phone')
  const answers = await visitMenu(page)

  expect(new Set(answers.map((answer) => new URL(answer.url()).origin))).toEqual(new Set([hall.url]))
  const scripts = answers.filter((answer) => answer.request().resourceType() === 'script')
  expect(scripts.length).toBeGreaterThan(0)
  for (const answer of answers.filter((answer) => answer.url().includes('/assets/'))) {
    const { headers, path } = { headers: answer.headers(), path: new URL(answer.url()).pathname }
    expect(path).toMatch(/-[\w-]{8}\.\w+$/)
    expect(headers['cache-control'], path).toBe('public, max-age=31536000, immutable')
  }
  for (const script of scripts) expect(script.headers()['content-encoding'], script.url()).toBe('br')
  const sizes = await Promise.all(scripts.map((script) => script.request().sizes()))
  const bytes = sizes.reduce((sum, { responseBodySize }) => sum + responseBodySize, 0)
  expect(bytes).toBeGreaterThan(0)
  expect(bytes).toBeLessThan(MOST_SCRIPT_BYTES)
})

test("the menu's pieces are named by the page itself, and none waits until another was loaded", async ({
  hall,
}) => {
  const page = await (await fetch(hall.url, { headers: { accept: 'text/html' } })).text()
  for (const piece of ['CustomerLayout', 'MenuPage', 'customer']) {
    expect(page).toMatch(new RegExp(`<link rel="modulepreload"[^>]*href="/assets/${piece}-`))
  }
  for (const piece of ['framework', 'shared', 'index']) {
    expect(page).toMatch(new RegExp(`<script type="module"[^>]*src="/assets/${piece}-`))
  }
})

/** Everything that was answered until the menu stands and the network is quiet. */
async function visitMenu(page: Page): Promise<Response[]> {
  const answers: Response[] = []
  page.on('response', (answer) => answers.push(answer))
  await page.goto('/', { waitUntil: 'networkidle' })
  await page.getByRole('link', { name: 'Pizza Palace' }).waitFor()
  return answers
}
