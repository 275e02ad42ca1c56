import type { BrowserContext } from 'playwright-core'
import { expect } from 'vitest'
import { Customer } from '../pages/customer'
import { liveChip } from '../pages/liveChip'
import { signIn } from '../pages/signIn'
import { Dashboard, Stall } from '../pages/stall'
import { pointer } from '../support/hands'
import { noticedOn } from '../support/senses'
import { test } from '../support/test'

test('an event that is delivered twice makes one row, one toast and one ring', async ({ hall, devices }) => {
  const stall = new Stall(await devices.open('tablet'), pointer)
  const dashboard = new Dashboard(await devices.open('desktop'))
  const ana = new Customer(await devices.open('phone'), pointer)
  const doubled = await Promise.all([stall, dashboard, ana].map(({ page }) => deliverTwice(page.context())))
  await stall.open(hall.account('burger'))
  await stall.startShift()
  await dashboard.open(pointer, hall.account('burger'))
  await signIn(ana.page, pointer, hall.account('ana'))
  await ana.page.goto('/orders')
  // What came before it listens would come to it by another way, and once.
  await liveChip(ana.page, 'live').waitFor()
  await expect.poll(async () => (await noticedOn(stall.page)).sounds).toHaveLength(1)

  const [order] = await (await hall.person('ana')).order([await hall.product('Fries')], '9')
  const { number } = order!
  await stall.card(number).waitFor()
  await expect.poll(() => dashboard.counts()).toEqual({ pending: 1, preparing: 0, ready: 0, today: 1 })
  await expect.poll(async () => (await noticedOn(stall.page)).sounds).toHaveLength(2)
  expect(await stall.numbers()).toEqual([number])
  await stall.accept(number)
  await ana.page.getByText(`Burger Hub is preparing ${number}`).waitFor()
  await stall.markReady(number)
  await ana.page.getByText(`${number} is ready`).waitFor()
  await expect.poll(() => dashboard.counts()).toEqual({ pending: 0, preparing: 0, ready: 1, today: 1 })

  expect(await stall.numbers()).toEqual([number])
  const atTheStall = await noticedOn(stall.page)
  expect(atTheStall.toasts.filter((toast) => toast.includes(number))).toHaveLength(1)
  // The test ring of the shift's start, and one for the order.
  expect(atTheStall.sounds).toHaveLength(2)
  // One toast for the order, which says the latest.
  const onThePhone = await noticedOn(ana.page)
  expect(onThePhone.toasts.filter((toast) => toast.includes(number))).toHaveLength(1)
  // Placed, seen, accepted and ready on the stall's channel, the last three on the customer's.
  await expect.poll(() => doubled.map((events) => events.length)).toEqual([4, 4, 3])
})

/** Has every event of an order arrive twice, the second time on the heels of the first; answers those that did. */
async function deliverTwice(context: BrowserContext): Promise<string[]> {
  const events: string[] = []
  await context.routeWebSocket(/\/app\//, (page) => {
    page.connectToServer().onMessage((frame) => {
      page.send(frame)
      if (!/"event":"Order/.test(String(frame))) return
      events.push(String(frame))
      page.send(frame)
    })
  })
  return events
}
