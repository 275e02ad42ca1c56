import { expect } from 'vitest'
import { Customer } from '../pages/customer'
import { signIn } from '../pages/signIn'
import { Dashboard, Stall } from '../pages/stall'
import { pointer } from '../support/hands'
import { noticedOn } from '../support/senses'
import { test } from '../support/test'

test('a server that is killed and started again costs no screen an order, and doubles none', async ({
  hall,
  devices,
}) => {
  const stall = new Stall(await devices.open('tablet'), pointer)
  const dashboard = new Dashboard(await devices.open('desktop'))
  const ana = new Customer(await devices.open('phone'), pointer)
  await stall.open(hall.account('burger'))
  await stall.startShift()
  await dashboard.open(pointer, hall.account('burger'))
  await signIn(ana.page, pointer, hall.account('ana'))
  await ana.openStall('Burger Hub')
  await ana.addToCart('Fries')
  await ana.openCart()
  await ana.checkOut()
  await ana.fillIn('2')
  const [before] = await (await hall.person('ben')).order([await hall.product('Fries')], '1')
  await expect.poll(() => stall.numbersIn('Pending')).toEqual([before!.number])

  await hall.crash()
  await stall.chip('behind').waitFor()
  await dashboard.chip('behind').waitFor()
  // Ana orders while nobody is there to take it: her order waits on her phone.
  await ana.pressPlace()
  await ana.page.getByText('The network is away.').waitFor()
  // And the stall accepts: that waits on the tablet.
  await stall.accept(before!.number)
  await stall.card(before!.number).getByText('Waits for the network').waitFor()

  await hall.restart()
  const [meanwhile] = await (await hall.person('ben')).order([await hall.product('Fries')], '3')
  await ana.arrive()

  const anas = await ana.numberAt('Burger Hub')
  await stall.chip('live').waitFor()
  await dashboard.chip('live').waitFor()
  await expect.poll(() => stall.numbersIn('Preparing')).toEqual([before!.number])
  await expect
    .poll(async () => (await stall.numbersIn('Pending')).toSorted())
    .toEqual([meanwhile!.number, anas].toSorted())
  await expect.poll(() => dashboard.counts()).toEqual({ pending: 2, preparing: 1, ready: 0, today: 3 })
  const { toasts } = await noticedOn(stall.page)
  for (const number of [before!.number, meanwhile!.number, anas]) {
    expect(toasts.filter((toast) => toast.includes(`New order ${number}`))).toHaveLength(1)
  }
})
