import { setTimeout } from 'node:timers/promises'
import { expect } from 'vitest'
import { Customer } from '../pages/customer'
import { signIn } from '../pages/signIn'
import { Stall } from '../pages/stall'
import { pointer } from '../support/hands'
import { noticedOn } from '../support/senses'
import { test } from '../support/test'

/** How long the network is away: longer than a connection is believed to live without a sign of life. */
const CUT_MS = 20_000

test('a network that is away for 20 s costs no screen an order, and a move made meanwhile goes out once', async ({
  hall,
  devices,
}) => {
  const tablet = await devices.open('tablet')
  const stall = new Stall(tablet, pointer)
  const ana = new Customer(await devices.open('phone'), pointer)
  await stall.open(hall.account('burger'))
  const person = await hall.person('ana')
  const fries = await hall.product('Fries')
  const [before] = await person.order([fries], '1')
  await stall.card(before!.number).waitFor()
  await signIn(ana.page, pointer, hall.account('ana'))
  await ana.page.goto(`/orders/${before!.checkout_id}`)
  await ana.says('Burger Hub', 'The stall has your order')

  for (const page of [tablet, ana.page]) await page.context().setOffline(true)
  const cut = setTimeout(CUT_MS)
  await stall.accept(before!.number)
  await stall.card(before!.number).getByText('Waits for the network').waitFor()
  await tablet.getByText('No connection to the hall').waitFor()
  await tablet.getByText('1 change waits for the network').waitFor()
  const [first] = await person.order([fries], '2')
  const [second] = await person.order([fries], '3')
  await stall.chip('behind').waitFor()
  await cut
  expect(await stall.numbers()).toEqual([before!.number])
  await stall.chip('behind').waitFor()
  for (const page of [tablet, ana.page]) await page.context().setOffline(false)

  await stall.chip('live').waitFor()
  await expect.poll(() => stall.numbersIn('Pending')).toEqual([first!.number, second!.number])
  await expect.poll(() => stall.numbersIn('Preparing')).toEqual([before!.number])
  await ana.says('Burger Hub', 'Being prepared')
  const { toasts } = await noticedOn(tablet)
  for (const { number } of [first!, second!]) {
    expect(toasts.filter((toast) => toast.includes(`New order ${number}`))).toHaveLength(1)
  }
  const moves = await (await hall.person('burger')).steps(before!)
  expect(moves.map(({ move }) => move)).toEqual(['place', 'accept'])
})
