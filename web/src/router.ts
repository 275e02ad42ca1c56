import { createRouter, createWebHistory, type Router, type RouteRecordRaw } from 'vue-router'
import type { Role } from '@/api'
import { accountRoutes, signInRoutes } from '@/features/account/routes'
import { cartRoutes } from '@/features/cart/routes'
import { checkoutRoutes } from '@/features/checkout/routes'
import { counterRoutes } from '@/features/counter/routes'
import { dashboardRoutes } from '@/features/dashboard/routes'
import { hallRoutes } from '@/features/hall/routes'
import { menuRoutes } from '@/features/menu/routes'
import { trackingRoutes } from '@/features/tracking/routes'
import { loadTexts, type TextBundle } from '@/i18n'
import { nextTask } from '@/lib/tasks'
import { HOMES } from '@/stores/homes'
import { useSession } from '@/stores/session'

declare module 'vue-router' {
  interface RouteMeta {
    /** Who may come here; everybody, where it is not said. A child may be stricter than its parent. */
    role?: Role | 'anybody signed in'
    /** The texts that the pages need. */
    texts?: TextBundle[]
  }
}

const routes: RouteRecordRaw[] = [
  {
    path: '/',
    component: () => import('@/layouts/CustomerLayout.vue'),
    meta: { texts: ['customer'] },
    children: [...menuRoutes, ...cartRoutes, ...checkoutRoutes, ...trackingRoutes],
  },
  {
    path: '/',
    component: () => import('@/layouts/VendorLayout.vue'),
    meta: { role: 'vendor', texts: ['vendor'] },
    children: [...dashboardRoutes, ...counterRoutes],
  },
  {
    path: '/',
    component: () => import('@/layouts/AdminLayout.vue'),
    meta: { role: 'superadmin', texts: ['admin'] },
    children: hallRoutes,
  },
  {
    path: '/',
    component: () => import('@/layouts/OwnLayout.vue'),
    meta: { role: 'anybody signed in', texts: ['account'] },
    children: accountRoutes,
  },
  {
    path: '/',
    component: () => import('@/layouts/PlainLayout.vue'),
    meta: { texts: ['account'] },
    children: [
      ...signInRoutes,
      { path: ':nowhere(.*)*', name: 'not-found', component: () => import('@/layouts/NotFoundPage.vue') },
    ],
  },
]

/** The pages, each loaded when it is first visited. */
export function createPages(): Router {
  const router = createRouter({
    history: createWebHistory(),
    routes,
    // What changes only in the query, as a search or a sheet that opens, is still the same page.
    scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
  })
  keepOut(router)
  bringTexts(router)
  reloadForLostPieces(router)
  return router
}

/** Pages of a role are for that role. Whoever is signed in as another is led to where they belong. */
function keepOut(router: Router): void {
  router.beforeEach(async (to) => {
    const session = useSession()
    await session.restore()
    const needs = to.meta.role
    if (needs === undefined) return true
    if (session.role === null) return { path: '/sign-in', query: { next: to.fullPath } }
    return needs === 'anybody signed in' || needs === session.role ? true : HOMES[session.role]
  })
}

/** Texts are loaded beside the page, and are there before it is shown; to show it is a task of its own. */
function bringTexts(router: Router): void {
  const loading = new WeakMap<object, Promise<void>>()
  router.beforeEach((to) => {
    const texts = loadTexts(to.matched.flatMap(({ meta }) => meta.texts ?? []))
    texts.catch(() => undefined)
    loading.set(to, texts)
  })
  router.beforeResolve(async (to) => {
    await loading.get(to)
    await nextTask()
  })
}

/** For which address the page was loaded anew already. */
const LOADED_ANEW = 'hawker.loaded-anew'

/**
 * A page that was open while the hall was updated asks for pieces that are gone: the new app is one load away. If
 * they are not there either, a second load would not bring them.
 */
function reloadForLostPieces(router: Router): void {
  router.onError((error: unknown, to) => {
    const isLost = error instanceof TypeError && /import|module|fetch/i.test(error.message)
    if (!isLost || !navigator.onLine || sessionStorage.getItem(LOADED_ANEW) === to.fullPath) return
    sessionStorage.setItem(LOADED_ANEW, to.fullPath)
    window.location.assign(to.fullPath)
  })
  router.afterEach((_to, _from, failure) => {
    if (!failure) sessionStorage.removeItem(LOADED_ANEW)
  })
}
