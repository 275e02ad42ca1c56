import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { mount, type VueWrapper } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import type { Component } from 'vue'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import { i18n, loadTexts } from '@/i18n'

/** Mounts a component as the app would: with texts, stores, queries and a router that takes every address. */
export async function mountPage(
  component: Component,
  options: { props?: Record<string, unknown>; slots?: Record<string, string>; at?: string } = {},
): Promise<{ page: VueWrapper; router: Router; queryClient: QueryClient }> {
  await loadTexts(['common', 'account', 'customer', 'vendor', 'admin'])
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/:all(.*)*', component: { template: '<div />' } }],
  })
  await router.push(options.at ?? '/')
  const queryClient = new QueryClient({
    defaultOptions: { queries: { retry: false, networkMode: 'always' } },
  })
  const pinia = createPinia()
  setActivePinia(pinia)
  const page = mount(component, {
    attachTo: document.body,
    props: options.props ?? {},
    slots: options.slots ?? {},
    global: { plugins: [pinia, i18n, router, [VueQueryPlugin, { queryClient }]] },
  })
  return { page, router, queryClient }
}
