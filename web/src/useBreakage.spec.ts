import { VueQueryPlugin } from '@tanstack/vue-query'
import { flushPromises } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createApp, defineComponent, h, ref, type App as VueApp } from 'vue'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import { i18n } from '@/i18n'
import { allByRole, byRole } from '@/testing/byRole'
import { FakeHall, HALL } from '@/testing/fakeHall'
import App from './App.vue'

const fails = ref(false)
const Fine = defineComponent(() => () => h('h1', 'Fine'))
const Faulty = defineComponent(() => () => {
  if (fails.value) throw new Error('a fault of ours')
  return h('button', { onClick: () => Promise.reject(new Error('only this click')) }, 'Faulty')
})

let router: Router
beforeEach(() => {
  document.body.innerHTML = ''
  vi.spyOn(console, 'warn').mockReturnValue()
  new FakeHall().answer('GET /api/hall', 200, HALL)
  fails.value = false
  router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/', component: Fine },
      { path: '/faulty', component: Faulty },
      { path: '/lost', component: () => Promise.reject(new Error('no such piece')) },
    ],
  })
})

let app: VueApp
afterEach(() => app.unmount())

async function open(path: string): Promise<void> {
  app = createApp(App)
  app.config.errorHandler = () => undefined
  app.use(router).use(i18n).use(createPinia()).use(VueQueryPlugin)
  const root = document.body.appendChild(document.createElement('div'))
  app.mount(root)
  await router.push(path).catch(() => undefined)
  await flushPromises()
}

it('a page that cannot be shown leaves a way on, and the next page is shown', async () => {
  fails.value = true
  await open('/faulty')
  expect(byRole('heading').textContent).toBe('This page does not work at the moment')
  expect(byRole('link', 'To the start').getAttribute('href')).toBe('/')
  await router.push('/')
  await flushPromises()
  expect(byRole('heading').textContent).toBe('Fine')
})

it('a page that fails while it changes leaves a way on', async () => {
  await open('/faulty')
  fails.value = true
  await flushPromises()
  expect(byRole('button', 'Load again')).toBeTruthy()
})

it('a click that fails leaves the page as it is', async () => {
  await open('/faulty')
  byRole('button', 'Faulty').click()
  await flushPromises()
  expect(allByRole('button', 'Faulty')).toHaveLength(1)
})

it('a page that is not loaded leaves the one that is shown', async () => {
  await open('/')
  await router.push('/lost').catch(() => undefined)
  await flushPromises()
  expect(byRole('heading').textContent).toBe('Fine')
})
