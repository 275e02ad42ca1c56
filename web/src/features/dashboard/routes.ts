import type { RouteRecordRaw } from 'vue-router'

/** The pages of this feature. */
export const dashboardRoutes: RouteRecordRaw[] = [
  { path: 'stall', name: 'dashboard', component: () => import('./DashboardPage.vue') },
]
