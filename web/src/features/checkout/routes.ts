import type { RouteRecordRaw } from 'vue-router'

/** The pages of this feature. A guest signs in on the way, and finds the cart as it was. */
export const checkoutRoutes: RouteRecordRaw[] = [
  {
    path: 'checkout',
    name: 'checkout',
    meta: { role: 'customer' },
    component: () => import('./CheckoutPage.vue'),
  },
]
