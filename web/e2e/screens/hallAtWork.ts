// A hall at lunch: orders in every state, so that each screen has something to show.

import type { Order } from '../../src/api/generated/types.gen'
import type { Hall, Person } from '../support/hall'

/** What screens are opened with. */
export interface HallAtWork {
  hall: Hall
  /** Ana's checkout at three stalls: one makes it, one has it ready, one could not. */
  checkoutId: number
  /** An order of the burger stall that waits for an answer. */
  pending: Order
  /** One that was handed over. */
  done: Order
}

/** Brings a fresh demo hall to that point. */
export async function openHallAtWork(hall: Hall): Promise<HallAtWork> {
  const [ana, ben, carla, burger] = await people(hall)
  const done = await handOver(burger, await first(ben.order([await hall.product('Fries')], '4')))
  const checkoutId = await orderAtThreeStalls(hall, ana)
  await burger.move(await first(carla.order([await hall.product('Double burger')], '21')), 'accept')
  const pending = await first(ben.order(await products(hall, 'Classic burger', 'Fries', 'Iced tea'), '9'))
  await carla.order(await products(hall, 'Milkshake'), '21')
  await fillCart(hall, ana)
  return { hall, checkoutId, pending, done }
}

async function people(hall: Hall): Promise<[Person, Person, Person, Person]> {
  return [
    await hall.person('ana'),
    await hall.person('ben'),
    await hall.person('carla'),
    await hall.person('burger'),
  ]
}

async function orderAtThreeStalls(hall: Hall, ana: Person): Promise<number> {
  const [pizza, burger, sushi] = [
    await hall.person('pizza'),
    await hall.person('burger'),
    await hall.person('sushi'),
  ]
  const orders = await ana.order(await products(hall, 'Margherita', 'Onion rings', 'Dragon roll'), '12')
  const [margherita, rings, roll] = ['Pizza Palace', 'Burger Hub', 'Sushi World'].map((stall) =>
    partOf(orders, stall),
  )
  await pizza.move(margherita!, 'accept')
  await burger.move(await burger.move(rings!, 'accept'), 'ready')
  await sushi.decline(roll!, 'out_of_stock', 'The eel is gone for today')
  return margherita!.checkout_id
}

async function handOver(stall: Person, order: Order): Promise<Order> {
  return stall.move(await stall.move(await stall.move(order, 'accept'), 'ready'), 'complete')
}

async function fillCart(hall: Hall, customer: Person): Promise<void> {
  for (const [product, quantity] of await quantities(hall)) {
    await customer.call('POST', '/api/cart/lines', { product_id: product.id, quantity, add_ons: [] })
  }
}

async function quantities(hall: Hall) {
  return [
    [await hall.product('Pepperoni'), 1],
    [await hall.product('Miso soup'), 2],
  ] as const
}

function products(hall: Hall, ...names: string[]) {
  return Promise.all(names.map((name) => hall.product(name)))
}

function partOf(orders: readonly Order[], stall: string): Order | undefined {
  return orders.find(({ vendor_name }) => vendor_name === stall)
}

async function first(orders: Promise<Order[]>): Promise<Order> {
  const [order] = await orders
  if (order === undefined) throw new Error('nothing was ordered')
  return order
}
