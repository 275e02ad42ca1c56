import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import enMenu from '../../src/i18n/en/menu'
import filMenu from '../../src/i18n/fil/menu'
import { test } from '../support/test'

/** Where each part of the menu stands, and how its text is set. */
type Look = Record<'title' | 'lead' | 'search' | 'nav', string>

test('a guest sees the menu begin before any script came, just where the app will draw it', async ({
  devices,
}) => {
  for (const kind of ['phone', 'desktop'] as const) {
    const page = await devices.open(kind)
    const release = await holdScripts(page)
    await page.goto('/', { waitUntil: 'commit' })
    await page.getByText(enMenu.title).filter({ visible: true }).waitFor()
    const before = await lookOf(page, '.first-frame[lang=en]')

    release()
    await page.getByRole('link', { name: 'Pizza Palace' }).waitFor()
    expect(await page.locator('.first-frame').count()).toBe(0)
    expect(await lookOf(page, '#app'), kind).toEqual(before)
  }
})

test('it begins in the language and the theme that were chosen on this device', async ({ devices }) => {
  const page = await devices.open('phone')
  await page.addInitScript(() => {
    localStorage.setItem('hawker.language', '"fil"')
    localStorage.setItem('hawker.theme', '"dark"')
  })
  await holdScripts(page)
  await page.goto('/', { waitUntil: 'commit' })

  await page.getByText(filMenu.title).filter({ visible: true }).waitFor()
  expect(await page.getByText(enMenu.title).filter({ visible: true }).count()).toBe(0)
  expect(await groundOf(page)).toBe('rgb(26, 21, 18)')
})

test('a page other than the menu does not begin with it', async ({ devices }) => {
  const page = await devices.open('phone')
  await holdScripts(page)
  await page.goto('/sign-in', { waitUntil: 'commit' })
  await page.locator('noscript').waitFor({ state: 'attached' })
  expect(await page.getByText(enMenu.title).filter({ visible: true }).count()).toBe(0)
})

/** Keeps the app's pieces from coming until the returned function is called. */
async function holdScripts(page: Page): Promise<() => void> {
  let release: () => void = () => undefined
  const released = new Promise<void>((resolve) => (release = resolve))
  await page.route('**/assets/*.js', async (route) => {
    await released
    await route.continue().catch(() => undefined)
  })
  return release
}

function lookOf(page: Page, within: string): Promise<Look> {
  return page.evaluate((within) => {
    const look = (selector: string): string => {
      const element = document.querySelector(`${within} ${selector}`)
      if (element === null) return `no ${selector}`
      const { x, y, width, height } = element.getBoundingClientRect()
      const { font, color } = getComputedStyle(element)
      return [x, y, width, height, font, color].join(' ')
    }
    return { title: look('h1'), lead: look('h1 + p'), search: look('input'), nav: look('nav') }
  }, within)
}

function groundOf(page: Page): Promise<string> {
  return page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
}
