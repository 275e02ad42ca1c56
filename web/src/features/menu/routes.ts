import type { RouteRecordRaw } from 'vue-router'

/** The pages of this feature. */
export const menuRoutes: RouteRecordRaw[] = [
  { path: '', name: 'menu', component: () => import('./MenuPage.vue') },
  {
    path: 'stalls/:id(\\d+)',
    name: 'stall',
    component: () => import('./StallPage.vue'),
    props: (route) => ({ id: Number(route.params['id']) }),
  },
]
