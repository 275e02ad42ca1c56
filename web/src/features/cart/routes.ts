import type { RouteRecordRaw } from 'vue-router'

/** The pages of this feature. */
export const cartRoutes: RouteRecordRaw[] = [
  { path: 'cart', name: 'cart', component: () => import('./CartPage.vue') },
]
