import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { createPinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createApp } from 'vue'
import type { Router } from 'vue-router'
import { i18n } from '@/i18n'
import { FakeHall, HALL } from '@/testing/fakeHall'

const PAGE = { template: '<div />' }

// Pages of the kinds that features have, so that this stands whatever pages there are.
vi.mock('@/features/counter/routes', () => ({ counterRoutes: [{ path: 'stall/orders', component: PAGE }] }))
vi.mock('@/features/hall/routes', () => ({ hallRoutes: [{ path: 'floor', component: PAGE }] }))
vi.mock('@/features/menu/routes', () => ({ menuRoutes: [{ path: '', component: PAGE }] }))
vi.mock('@/features/tracking/routes', () => ({
  trackingRoutes: [{ path: 'orders', component: PAGE, meta: { role: 'customer' } }],
}))

let hall: FakeHall
beforeEach(() => {
  localStorage.clear()
  window.history.replaceState(null, '', '/')
  hall = new FakeHall()
  hall.answer('GET /api/hall', 200, HALL)
})

async function app(): Promise<Router> {
  const { createPages } = await import('./router')
  const made = createApp(PAGE)
  made.use(VueQueryPlugin, { queryClient: new QueryClient() })
  made.use(createPinia())
  made.use(i18n)
  const router = createPages()
  made.use(router)
  await router.isReady()
  return router
}

function signedInAs(role: string): void {
  localStorage.setItem('hawker.signed-in', '1')
  hall.answer('GET /api/auth/me', 200, { user: { id: 1, name: 'Ana', email: 'ana@example.com', role } })
}

async function landsOn(path: string): Promise<string> {
  const router = await app()
  await router.push(path)
  return router.currentRoute.value.fullPath
}

describe('a guest', () => {
  it('reads the menu, and the hall is not even asked who it is', async () => {
    expect(await landsOn('/')).toBe('/')
    expect(hall.count('GET /api/auth/me')).toBe(0)
  })

  it.each(['/orders', '/stall/orders', '/floor'])(
    'is led from %s to sign in, and back afterwards',
    async (path) => {
      expect(await landsOn(path)).toBe(`/sign-in?next=${path}`)
    },
  )
})

describe('whoever is signed in', () => {
  it.each([
    ['customer', '/orders', '/orders'],
    ['customer', '/stall/orders', '/'],
    ['vendor', '/stall/orders', '/stall/orders'],
    ['vendor', '/orders', '/stall/orders'],
    ['vendor', '/floor', '/stall/orders'],
    ['superadmin', '/stall/orders', '/floor'],
  ])('as %s and goes to %s comes to %s', async (role, path, end) => {
    signedInAs(role)
    expect(await landsOn(path)).toBe(end)
  })

  it('and whose session has ended is a guest', async () => {
    localStorage.setItem('hawker.signed-in', '1')
    hall.refuse('GET /api/auth/me', 401, 'unauthenticated')
    expect(await landsOn('/orders')).toBe('/sign-in?next=/orders')
    expect(localStorage.getItem('hawker.signed-in')).toBeNull()
  })

  it('stays signed in when the hall was only out of reach', async () => {
    signedInAs('vendor')
    hall.isAway = true
    const router = await app()
    await router.push('/stall/orders')
    expect(router.currentRoute.value.path).toBe('/sign-in')
    expect(localStorage.getItem('hawker.signed-in')).toBe('1')
    hall.isAway = false
    await router.push('/stall/orders')
    expect(router.currentRoute.value.path).toBe('/stall/orders')
  })
})

it('an address that leads nowhere has its page', async () => {
  const router = await app()
  await router.push('/nowhere/at/all')
  expect(router.currentRoute.value.name).toBe('not-found')
})
