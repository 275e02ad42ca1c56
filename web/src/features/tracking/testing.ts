import type { Order, PastCheckout } from '@/api'

/** An order for tests; what matters to a test is written in it. */
export function anOrder(more: Partial<Order> = {}): Order {
  return {
    id: 1,
    public_id: 'o1',
    number: 'B-042',
    checkout_id: 5,
    customer_id: 1,
    vendor_id: 2,
    vendor_name: 'Burger Hub',
    status: 'pending',
    version: 1,
    total: 9_000,
    currency: 'PHP',
    table_number: '12',
    payment_method: 'cashier',
    payment_status: 'unpaid',
    changed_by: 'customer',
    placed_at: '2026-11-22T10:00:00Z',
    expires_at: '2026-11-22T10:15:00Z',
    lines: [{ product_id: 10, name: 'Fries', quantity: 1, unit_price: 9_000, total: 9_000, add_ons: [] }],
    ...more,
  }
}

/** A checkout for tests. */
export function aCheckout(orders: Order[], more: Partial<PastCheckout> = {}): PastCheckout {
  return {
    id: 5,
    public_id: 'c5',
    currency: 'PHP',
    total: orders.reduce((sum, order) => sum + order.total, 0),
    placed_at: '2026-11-22T10:00:00Z',
    table_number: '12',
    payment_method: 'cashier',
    orders,
    ...more,
  }
}
