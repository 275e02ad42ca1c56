import type { NavigationGuardWithThis, RouteRecordRaw } from 'vue-router'
import { useSession } from '@/stores/session'
import { nextPath } from './nextPath'

/** Whoever is in already has nothing to do at the door. */
const onlyGuests: NavigationGuardWithThis<undefined> = (to) => {
  const { role } = useSession()
  return role === null || nextPath(to.query['next'], role)
}

/** Pages of whoever is signed in. A guest has no account, and yet a language and a theme: the page is for all. */
export const accountRoutes: RouteRecordRaw[] = [
  {
    path: 'account',
    name: 'account',
    meta: { role: undefined },
    component: () => import('./AccountPage.vue'),
  },
]

/** The ways in. */
export const signInRoutes: RouteRecordRaw[] = [
  {
    path: 'sign-in',
    name: 'sign-in',
    beforeEnter: onlyGuests,
    component: () => import('./SignInPage.vue'),
  },
  {
    path: 'register',
    name: 'register',
    beforeEnter: onlyGuests,
    component: () => import('./RegisterPage.vue'),
  },
  { path: 'forgot-password', name: 'forgot-password', component: () => import('./ForgotPasswordPage.vue') },
  // Also for whoever is signed in: the link may be another person's, on a tablet that a stall shares.
  { path: 'set-password', name: 'set-password', component: () => import('./SetPasswordPage.vue') },
]
