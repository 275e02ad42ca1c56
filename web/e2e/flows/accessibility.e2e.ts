import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { visitAll } from '../screens/visit'
import { test } from '../support/test'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

test(
  'no screen keeps anybody out, on a phone or a desk, in light or in dark',
  { timeout: 600_000 },
  async ({ hall, browser }) => {
    const faults: string[] = []
    let views = 0
    await visitAll(browser, hall, async ({ page, name, size, look }) => {
      views += 1
      for (const fault of await faultsOn(page)) faults.push(`${name}, ${size}, ${look}: ${fault}`)
    })
    expect(views).toBeGreaterThan(100)
    expect(faults).toEqual([])
  },
)

/** What axe finds, each with the element and what is wrong with it. */
async function faultsOn(page: Page): Promise<string[]> {
  // Evaluated rather than put into the page, whose content security policy would refuse it.
  await page.evaluate(AXE)
  const { violations } = await page.evaluate<AxeResults>('axe.run()')
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary ?? ''}`),
  )
}
