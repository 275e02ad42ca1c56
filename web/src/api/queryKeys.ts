/**
 * The keys under which TanStack Query keeps the hall's data, in one place: a socket event patches by key what a page
 * has read by key.
 */
export const queryKeys = {
  hall: ['hall'],
  menu: ['menu'],
  vendorMenu: (vendorId: number) => ['menu', vendorId],
  cart: ['cart'],
  /** What is still open for whoever signed in: the customer's or the stall's orders. */
  liveOrders: (audience: 'customer' | 'vendor') => ['orders', audience, 'live'],
  orderHistory: (audience: 'customer' | 'vendor', filter: Readonly<Record<string, unknown>> = {}) => [
    'orders',
    audience,
    'list',
    filter,
  ],
  order: (audience: 'customer' | 'vendor', id: number) => ['orders', audience, 'one', id],
  orderSteps: (audience: 'customer' | 'vendor', id: number) => ['orders', audience, 'one', id, 'steps'],
  checkouts: ['checkouts'],
  checkout: (id: number) => ['checkouts', id],
  ownVendor: ['vendor'],
  stats: ['stats'],
  adminVendors: (filter: Readonly<Record<string, unknown>> = {}) => ['admin', 'vendors', filter],
  adminVendor: (id: number) => ['admin', 'vendors', id],
  floor: ['admin', 'floor'],
} as const
