import { disposePinia, getActivePinia } from 'pinia'
import { onTestFinished } from 'vitest'
import { shallowRef } from 'vue'
import type { LiveOrders, Order, User } from '@/api'
import type { ChannelEvent, ChannelSource, LinkState } from '@/realtime'
import { useSession } from '@/stores/session'
import { mountPage } from '@/testing/mountPage'

/** When the tests take place. */
export const NOW = Date.parse('2026-11-22T18:10:00Z')
const MINUTE = 60_000

/** A moment, in minutes before now. */
export function ago(minutes: number): string {
  return new Date(NOW - minutes * MINUTE).toISOString()
}

/** An order as the hall tells it; a test writes what matters to it. */
export function anOrder(more: Partial<Order> = {}): Order {
  const id = more.id ?? 7
  return {
    id,
    public_id: `order-${id}`,
    number: `B-${String(id).padStart(3, '0')}`,
    checkout_id: 1,
    vendor_id: 2,
    vendor_name: 'Burger Hub',
    customer_id: 5,
    customer_name: 'Ana',
    status: 'pending',
    version: 1,
    payment_method: 'cashier',
    payment_status: 'unpaid',
    table_number: '12',
    lines: [{ product_id: 1, name: 'Fries', unit_price: 9_000, quantity: 2, add_ons: [], total: 18_000 }],
    total: 18_000,
    currency: 'PHP',
    placed_at: ago(1),
    expires_at: ago(-14),
    changed_by: 'customer',
    changed_by_name: 'Ana',
    ...more,
  }
}

/** The stall's channel in the hand of a test. */
export class FakeChannel {
  readonly state = shallowRef<LinkState>({ is: 'live' })
  #source: ChannelSource<LiveOrders> | undefined
  #seq = 0

  /** Stands in for `useChannel`. */
  follow = (source: ChannelSource<LiveOrders>) => {
    this.#source = source
    return { state: this.state }
  }

  show(...orders: Order[]): void {
    const position = { channel: 'private-vendor-orders.2', epoch: 'k3f9', seq: this.#seq }
    this.#source?.show({ orders, position })
  }

  tell(name: string, order: Order): void {
    this.#seq += 1
    const data = { ...order, message: '', _rt: { epoch: 'k3f9', seq: this.#seq } }
    this.#source?.apply({ name, data, origin: 'live' } as ChannelEvent)
  }
}

/** Mounts an empty page in whose setup a store or composable is made, with Bea of stall 2 signed in. */
export async function atTheStall<Made>(make: () => Made): Promise<Made> {
  let made: Made | undefined
  const setup = (): (() => null) => {
    useSession().user = {
      id: 3,
      name: 'Bea',
      email: 'bea@hall.example',
      role: 'vendor',
      vendor_id: 2,
    } as User
    made = make()
    return () => null
  }
  const { page } = await mountPage({ setup })
  onTestFinished(() => {
    page.unmount()
    const pinia = getActivePinia()
    if (pinia) disposePinia(pinia)
  })
  if (made === undefined) throw new Error('the page was not set up')
  return made
}
