import type { RouteRecordRaw } from 'vue-router'
import { askForMenu } from './useMenu'

/** The pages of this feature. */
export const menuRoutes: RouteRecordRaw[] = [
  { path: '', name: 'menu', component: () => import('./MenuPage.vue'), beforeEnter: askForMenu },
  {
    path: 'stalls/:id(\\d+)',
    name: 'stall',
    component: () => import('./StallPage.vue'),
    props: (route) => ({ id: Number(route.params['id']) }),
    beforeEnter: askForMenu,
  },
]
