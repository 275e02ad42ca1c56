import { expect } from 'vitest'
import { Stall } from '../pages/stall'
import { allowAbsence } from '../support/absence'
import { pointer } from '../support/hands'
import { noticedOn } from '../support/senses'
import { test } from '../support/test'

test('who looks away is told of an order by the system, and finds the screen awake again on return', async ({
  hall,
  devices,
}) => {
  const stall = new Stall(await devices.open('tablet'), pointer)
  const { page } = stall
  await allowAbsence(page)
  await stall.open(hall.account('burger'))
  await stall.startShift()
  await stall.button('Notifications on').waitFor()
  await stall.button('Screen stays on').waitFor()
  expect(await page.evaluate(() => window.wakeLocks())).toBe(1)

  // While somebody looks the page itself tells of it, and the system is not asked to.
  const ana = await hall.person('ana')
  const fries = [await hall.product('Fries')]
  const [seen] = await ana.order(fries, '7')
  await stall.card(seen!.number).waitFor()

  await page.evaluate(() => window.putAway())
  expect(await page.evaluate(() => window.wakeLocks())).toBe(0)
  await stall.button('Screen may sleep').waitFor()
  const [missed] = await ana.order(fries, '8')
  await expect
    .poll(async () => (await noticedOn(page)).notices)
    .toEqual([expect.stringContaining(missed!.number)])

  await page.evaluate(() => window.takeUp())
  await stall.button('Screen stays on').waitFor()
  expect(await page.evaluate(() => window.wakeLocks())).toBe(1)
})
