import type { RouteRecordRaw } from 'vue-router'

/** The pages of the hall's manager. */
export const hallRoutes: RouteRecordRaw[] = [
  { path: 'floor', name: 'floor', component: () => import('./FloorPage.vue') },
  { path: 'vendors', name: 'vendors', component: () => import('./VendorsPage.vue') },
  { path: 'vendors/new', name: 'new-vendor', component: () => import('./NewVendorPage.vue') },
  { path: 'vendors/:id(\\d+)', name: 'vendor', props: true, component: () => import('./VendorPage.vue') },
]
