import type { RouteRecordRaw } from 'vue-router'

/** The pages of this feature. */
export const counterRoutes: RouteRecordRaw[] = [
  { path: 'stall/orders', name: 'stall-orders', component: () => import('./OrdersPage.vue') },
  { path: 'stall/orders/:id(\\d+)', name: 'stall-order', component: () => import('./OrderPage.vue') },
]
