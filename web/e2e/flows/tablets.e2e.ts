import { expect } from 'vitest'
import { Stall } from '../pages/stall'
import { pointer } from '../support/hands'
import { noticedOn } from '../support/senses'
import { test } from '../support/test'

test('what one tablet of a stall does, the other shows, and says who did it', async ({ hall, devices }) => {
  const bea = new Stall(await devices.open('tablet'), pointer)
  const rico = new Stall(await devices.open('tablet'), pointer)
  await bea.open(hall.account('burger'))
  await rico.open(await hall.addStaff('burger', 'Rico'))
  const ana = await hall.person('ana')
  const fries = await hall.product('Fries')

  const [first] = await ana.order([fries], '3')
  const [second] = await ana.order([fries], '4')
  for (const screen of [bea, rico]) {
    await expect.poll(() => screen.numbersIn('Pending')).toEqual([first!.number, second!.number])
  }

  await bea.accept(first!.number)
  await expect.poll(() => rico.numbersIn('Preparing')).toEqual([first!.number])
  await rico.card(first!.number).getByText('Accepted by Bea').waitFor()
  expect(await rico.numbersIn('Pending')).toEqual([second!.number])

  await rico.markReady(first!.number)
  await expect.poll(() => bea.numbersIn('Ready')).toEqual([first!.number])
  await bea.card(first!.number).getByText('Marked ready by Rico').waitFor()
})

test('of two tablets that answer one order at once the slower is told who was first', async ({
  hall,
  devices,
}) => {
  const bea = new Stall(await devices.open('tablet'), pointer)
  const rita = new Stall(await devices.open('tablet'), pointer)
  await bea.open(hall.account('burger'))
  await rita.open(await hall.addStaff('burger', 'Rita'))
  const [order] = await (await hall.person('ben')).order([await hall.product('Fries')], '5')
  const { number } = order!
  for (const screen of [bea, rita]) await screen.card(number).waitFor()

  // Rita has decided to decline, and may still take it back, when Bea accepts.
  await rita.decline(number, 'The stall is too busy', '')
  await bea.accept(number)

  await expect.poll(() => rita.numbersIn('Preparing')).toContain(number)
  await rita.page.getByText(`${number} was accepted by Bea on another screen`).waitFor()
  const { toasts } = await noticedOn(rita.page)
  expect(toasts.filter((toast) => toast.includes('was accepted by Bea'))).toHaveLength(1)
})
