// How an order travels, from a guest who reads the menu to an order that was handed over. Told once, for any hands.

import { expect } from 'vitest'
import { Customer } from '../pages/customer'
import { register } from '../pages/signIn'
import { Dashboard, Stall } from '../pages/stall'
import type { Hall } from '../support/hall'
import { pointer, type Hands } from '../support/hands'
import { watchFor } from '../support/senses'
import { test, type Devices } from '../support/test'

/** A screen must show an order within this time of the hall's confirmation. */
const SOON_MS = 1_000

/** Who takes part. The dashboard is the pizza stall's. */
interface People {
  guest: Customer
  pizza: Stall
  burger: Stall
  dashboard: Dashboard
}

/** What the two parts of the checkout are called. */
interface Numbers {
  pizza: string
  burger: string
}

/** Tests the whole way of a checkout at two stalls. */
export function testThatAnOrderTravels(hands: Hands): void {
  test(`an order at two stalls is seen at once, answered, made and fetched, and every number follows, ${hands.name}`, async ({
    hall,
    devices,
  }) => {
    const people = await open(hall, devices, hands)
    await fillACartAsAGuest(people.guest)
    await registerOnTheWay(people.guest, hands)
    const numbers = await place(people)
    await acceptOneAndDeclineTheOther(people, numbers)
    await makeAndHandOver(people, numbers)
  })
}

async function open(hall: Hall, devices: Devices, hands: Hands): Promise<People> {
  const people: People = {
    guest: new Customer(await devices.open('phone'), hands),
    pizza: new Stall(await devices.open('tablet'), hands),
    burger: new Stall(await devices.open('tablet'), hands),
    dashboard: new Dashboard(await devices.open('desktop')),
  }
  await people.pizza.open(hall.account('pizza'))
  await people.burger.open(hall.account('burger'))
  await people.burger.startShift()
  await people.dashboard.open(pointer, hall.account('pizza'))
  await dashboardShows(people, { pending: 0, preparing: 0, ready: 0, today: 0 })
  return people
}

async function fillACartAsAGuest(guest: Customer): Promise<void> {
  await guest.comeIn()
  await guest.openStall('Pizza Palace')
  await guest.addToCart('Margherita', ['Extra cheese', 'Extra cheese', 'Chili oil'])
  await guest.openStall('Burger Hub')
  await guest.addToCart('Fries')
  await guest.openCart()
  await expect.poll(() => guest.cartLines()).toEqual(['Margherita', 'Fries'])
}

async function registerOnTheWay(guest: Customer, hands: Hands): Promise<void> {
  await guest.checkOut()
  await register(guest.page, hands, 'Dina', 'dina@guest.example')
  const order = guest.page.getByRole('region', { name: 'Your order' })
  await order.getByText('Margherita').waitFor()
  await order.getByText('Fries').waitFor()
}

async function place({ guest, pizza, burger, dashboard }: People): Promise<Numbers> {
  const shownAtPizza = await watchFor(pizza.page, 'article', 'Table 12')
  const shownAtBurger = await watchFor(burger.page, 'article', 'Table 12')
  const placedAt = await guest.placeOrder('12')
  expect((await shownAtPizza()) - placedAt).toBeLessThan(SOON_MS)
  expect((await shownAtBurger()) - placedAt).toBeLessThan(SOON_MS)

  const numbers = {
    pizza: await guest.numberAt('Pizza Palace'),
    burger: await guest.numberAt('Burger Hub'),
  }
  expect(await pizza.numbersIn('Pending')).toEqual([numbers.pizza])
  expect(await burger.numbersIn('Pending')).toEqual([numbers.burger])
  expect(await pizza.card(numbers.pizza).innerText()).toContain('Extra cheese')
  await guest.says('Pizza Palace', 'The stall has your order')
  await guest.says('Burger Hub', 'The stall has your order')
  await dashboardShows({ dashboard }, { pending: 1, preparing: 0, ready: 0, today: 1 })
  return numbers
}

async function acceptOneAndDeclineTheOther(people: People, numbers: Numbers): Promise<void> {
  const { guest, pizza, burger } = people
  await pizza.accept(numbers.pizza)
  await burger.decline(numbers.burger, 'The stall is closing', '')
  await burger.undoDecline(numbers.burger)
  await guest.says('Burger Hub', 'The stall has your order')
  await burger.decline(numbers.burger, 'Out of stock', 'The last fries are gone')

  await guest.says('Pizza Palace', 'Being prepared')
  await guest.says('Burger Hub', 'Declined by the stall')
  await guest.says('Burger Hub', 'The last fries are gone')
  await expect.poll(() => pizza.numbersIn('Preparing')).toEqual([numbers.pizza])
  await expect.poll(() => burger.numbers()).toEqual([])
  await dashboardShows(people, { pending: 0, preparing: 1, ready: 0, today: 1 })
}

async function makeAndHandOver(people: People, numbers: Numbers): Promise<void> {
  const { guest, pizza, dashboard } = people
  await pizza.markReady(numbers.pizza)
  await guest.says('Pizza Palace', 'Ready for you')
  await dashboardShows(people, { pending: 0, preparing: 0, ready: 1, today: 1 })

  await pizza.handOver(numbers.pizza)
  await guest.says('Pizza Palace', 'Picked up')
  await guest.page.getByText('All done. Enjoy your meal!').waitFor()
  await expect.poll(() => pizza.numbers()).toEqual([])
  await dashboardShows(people, { pending: 0, preparing: 0, ready: 0, today: 1 })
  // 280 for the pizza, twice 40 and 10 for its extras.
  expect(await dashboard.figure('Revenue today')).toBe('₱370.00')
}

async function dashboardShows(
  { dashboard }: Pick<People, 'dashboard'>,
  counts: { pending: number; preparing: number; ready: number; today: number },
): Promise<void> {
  await expect.poll(() => dashboard.counts()).toEqual(counts)
}
