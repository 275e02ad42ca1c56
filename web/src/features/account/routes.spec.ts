import { createPinia, setActivePinia } from 'pinia'
import { VueQueryPlugin } from '@tanstack/vue-query'
import { createApp } from 'vue'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import { beforeEach, expect, it } from 'vitest'
import { useSession } from '@/stores/session'
import { signInRoutes } from './routes'

let router: Router
beforeEach(() => {
  const app = createApp({}).use(createPinia()).use(VueQueryPlugin)
  setActivePinia(app.config.globalProperties.$pinia)
  const page = { template: '<div />' }
  const routes = signInRoutes.map(({ path, beforeEnter }) => ({
    path: `/${path}`,
    component: page,
    beforeEnter,
  }))
  router = createRouter({
    history: createMemoryHistory(),
    routes: [...routes.map((route) => route as never), { path: '/:rest(.*)*', component: page }],
  })
})

const goTo = async (path: string): Promise<string> => {
  await router.push(path)
  return router.currentRoute.value.fullPath
}

it('the door is open to guests', async () => {
  expect(await goTo('/sign-in?next=/checkout')).toBe('/sign-in?next=/checkout')
})

it('whoever is in already goes on, and a link can still be another person’s', async () => {
  useSession().user = { id: 1, name: 'Bea', email: 'b@example.com', role: 'vendor' }
  expect(await goTo('/sign-in')).toBe('/stall/orders')
  expect(await goTo('/register?next=/account')).toBe('/account')
  expect(await goTo('/sign-in?next=/sign-in?next=/sign-in')).toBe('/stall/orders')
  expect(await goTo('/set-password')).toBe('/set-password')
})
