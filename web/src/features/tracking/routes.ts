import type { RouteRecordRaw } from 'vue-router'

/** The pages of this feature. */
export const trackingRoutes: RouteRecordRaw[] = [
  { path: 'orders', name: 'orders', meta: { role: 'customer' }, component: () => import('./OrdersPage.vue') },
  {
    path: 'orders/:checkoutId(\\d+)',
    name: 'checkout orders',
    meta: { role: 'customer' },
    component: () => import('./TrackingPage.vue'),
    props: (route) => ({ checkoutId: Number(route.params['checkoutId']) }),
  },
]
