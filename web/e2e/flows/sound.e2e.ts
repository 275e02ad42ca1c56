import { setTimeout } from 'node:timers/promises'
import { expect } from 'vitest'
import { Stall } from '../pages/stall'
import { pointer } from '../support/hands'
import { noticedOn } from '../support/senses'
import { test } from '../support/test'

/** How often the ring sounds. */
const RING_AGAIN_MS = 4_000

test('after the shift has started a new order really rings, again and again until somebody touches the screen', async ({
  hall,
  devices,
}) => {
  const stall = new Stall(await devices.open('tablet'), pointer)
  await stall.open(hall.account('burger'))
  expect((await noticedOn(stall.page)).sounds).toEqual([])
  await stall.startShift()
  // The test ring, with Web Audio at work.
  await expect.poll(async () => (await noticedOn(stall.page)).sounds).toEqual(['running'])

  await (await hall.person('ana')).order([await hall.product('Fries')], '7')
  await expect.poll(() => stall.page.title()).toContain('New order!')
  await expect.poll(async () => (await noticedOn(stall.page)).sounds).toEqual(Array(4).fill('running'))

  await stall.page.getByRole('heading', { level: 1 }).click()
  await expect.poll(() => stall.page.title()).not.toContain('New order!')
  const { sounds } = await noticedOn(stall.page)
  // Silence shows only in time: longer than a ring waits until it sounds again.
  await setTimeout(RING_AGAIN_MS * 1.5)
  expect((await noticedOn(stall.page)).sounds).toEqual(sounds)
})

test('a browser that blocks the sound is named on the screen, and a touch unlocks it', async ({
  hall,
  devices,
}) => {
  const stall = new Stall(await devices.open('tablet'), pointer)
  await stall.open(hall.account('pizza'))
  await stall.startShift()

  // A page that was loaded again and not touched since may not sound.
  await stall.page.reload()
  await stall.chip('live').waitFor()
  const blocked = stall.button('Sound blocked by the browser: tap here')
  await blocked.waitFor()
  const [order] = await (await hall.person('ana')).order([await hall.product('Lemonade')], '8')
  await stall.card(order!.number).waitFor()
  expect((await noticedOn(stall.page)).sounds).toEqual([])

  await blocked.click()
  await stall.button('Sound on').waitFor()
  await expect.poll(async () => (await noticedOn(stall.page)).sounds).toContain('running')
})
