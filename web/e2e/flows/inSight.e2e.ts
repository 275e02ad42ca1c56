import type { Locator } from 'playwright-core'
import { expect } from 'vitest'
import { Customer } from '../pages/customer'
import { Stall } from '../pages/stall'
import { pointer } from '../support/hands'
import { test } from '../support/test'

/** The narrowest phone that the screens are made for. */
const NARROW = { width: 320, height: 568 }

test('at the end of a long board it still says whether it is live, and that the network is gone', async ({
  hall,
  devices,
}) => {
  const stall = new Stall(await devices.open('phone'), pointer)
  const { page } = stall
  await page.setViewportSize(NARROW)
  await stall.open(hall.account('burger'))
  const ana = await hall.person('ana')
  const fries = [await hall.product('Fries')]
  for (const table of ['1', '2', '3', '4']) await ana.order(fries, table)
  await expect.poll(async () => (await stall.numbersIn('Pending')).length).toBe(4)

  await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight))
  expect(await page.evaluate(() => window.scrollY)).toBeGreaterThan(NARROW.height)
  expect(await isInSight(stall.chip('live'))).toBe(true)

  await page.context().setOffline(true)
  const bar = page.getByText('No connection to the hall')
  await stall.chip('behind').waitFor()
  expect(await isInSight(bar)).toBe(true)
  expect(await isInSight(stall.chip('behind'))).toBe(true)
})

test('a toast on a phone covers neither the head of the page nor what leads to the cart', async ({
  devices,
}) => {
  const ana = new Customer(await devices.open('phone'), pointer)
  const { page } = ana
  await page.setViewportSize(NARROW)
  await ana.comeIn()
  await ana.openStall('Pizza Palace')
  await ana.addToCart('Margherita')
  const toast = page.getByRole('region', { name: /Notifications/ }).getByRole('listitem')
  await toast.waitFor()

  await expect.poll(() => isInSight(toast)).toBe(true)
  expect(await isInSight(page.getByRole('heading', { level: 1 }))).toBe(true)
  expect(await isInSight(page.getByRole('main').getByRole('link', { name: /^View cart/ }))).toBe(true)
  expect(await isInSight(page.getByRole('navigation', { name: 'Main' }))).toBe(true)
})

/** Whether the whole of it is in the window, with nothing before it at its corners and in its middle. */
function isInSight(target: Locator): Promise<boolean> {
  return target.evaluate((element) => {
    const { left, top, right, bottom } = element.getBoundingClientRect()
    if (left < 0 || top < 0 || right > window.innerWidth || bottom > window.innerHeight) return false
    // What is round has nothing at its very corners.
    const at = (share: number, from: number, to: number): number => from + (to - from) * share
    const points = [0.5, 0.15, 0.85].map((share) => [at(share, left, right), at(share, top, bottom)] as const)
    return points.every(([x, y]) => {
      const found = document.elementFromPoint(x, y)
      return found !== null && (element.contains(found) || found.contains(element))
    })
  })
}
