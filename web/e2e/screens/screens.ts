// Every screen of the app, and how one gets there.

import type { Page } from 'playwright-core'
import type { Login } from '../support/hall'
import type { HallAtWork } from './hallAtWork'

/** A screen as one person sees it. */
export interface Screen {
  name: string
  who: Login | 'guest'
  /** Goes there, and resolves when everything on it stands. */
  open: (page: Page, hall: HallAtWork) => Promise<void>
}

export const SCREENS: readonly Screen[] = [
  screen('menu', 'guest', '/', (page) => page.getByRole('link', { name: 'Sushi World' }).waitFor()),
  screen('search', 'guest', '/', async (page) => {
    await page.getByRole('searchbox', { name: 'Search all stalls' }).fill('tea')
    await page.getByRole('button', { name: 'Green tea' }).waitFor()
  }),
  screen('stall', 'guest', '/stalls/1', (page) => heading(page, 'Pizza Palace')),
  screen('product', 'guest', '/stalls/1', async (page) => {
    await page.getByRole('button', { name: 'Margherita' }).click()
    await page.getByRole('dialog', { name: 'Margherita' }).waitFor()
  }),
  screen('cart-empty', 'guest', '/cart', (page) => page.getByText('Your cart is empty').waitFor()),
  screen('sign-in', 'guest', '/sign-in', (page) => heading(page, 'Sign in')),
  screen('register', 'guest', '/register', (page) => heading(page, 'Make an account')),
  screen('forgot-password', 'guest', '/forgot-password', (page) => heading(page, 'Forgot the password?')),
  screen('set-password', 'guest', '/set-password#token=of-a-link', (page) =>
    page.getByLabel('New password', { exact: true }).waitFor(),
  ),
  screen('set-password-incomplete', 'guest', '/set-password', (page) =>
    page.getByText('The link is not complete').waitFor(),
  ),
  screen('account-guest', 'guest', '/account', (page) => page.getByText('You are here as a guest').waitFor()),
  screen('not-found', 'guest', '/nowhere', (page) => heading(page, 'There is nothing here')),

  screen('cart', 'ana', '/cart', (page) => page.getByRole('link', { name: 'Check out' }).waitFor()),
  screen('checkout', 'ana', '/checkout', (page) => page.getByLabel('Table number').waitFor()),
  screen('orders', 'ana', '/orders', (page) => live(page)),
  {
    name: 'tracking',
    who: 'ana',
    open: async (page, { checkoutId }) => {
      await page.goto(`/orders/${checkoutId}`)
      await live(page)
    },
  },
  screen('account-customer', 'ana', '/account', (page) => heading(page, 'Account')),

  screen('board', 'burger', '/stall/orders', (page) => live(page)),
  {
    name: 'decline',
    who: 'burger',
    open: async (page, { pending: { number } }) => {
      await page.goto('/stall/orders')
      await page.getByRole('button', { name: `Decline ${number}` }).click()
      await page.getByRole('dialog', { name: `Decline ${number}?` }).waitFor()
    },
  },
  screen('history', 'burger', '/stall/orders?tab=history', (page) =>
    page.getByRole('list', { name: 'History' }).waitFor(),
  ),
  {
    name: 'order',
    who: 'burger',
    open: async (page, { done }) => {
      await page.goto(`/stall/orders/${done.id}`)
      await page.getByText('Handed over by Bea').waitFor()
    },
  },
  screen('dashboard', 'burger', '/stall', async (page) => {
    await live(page)
    await page.getByRole('img').waitFor()
  }),
  screen('pause', 'burger', '/stall', async (page) => {
    await page.getByRole('button', { name: 'Pause the stall' }).click()
    await page.getByRole('alertdialog').or(page.getByRole('dialog')).waitFor()
  }),
  screen('account-vendor', 'burger', '/account', (page) => heading(page, 'Account')),
  screen('shift', 'burger', '/stall/orders', async (page) => {
    const start = page.getByRole('button', { name: 'Start shift' })
    const settings = page.getByRole('button', { name: 'Sound and alerts' })
    await start.or(settings).first().waitFor()
    if (await start.isVisible()) await start.click()
    await settings.click()
    await page.getByRole('dialog', { name: 'Sound and alerts' }).waitFor()
  }),

  screen('floor', 'manager', '/floor', (page) => live(page)),
  screen('stalls', 'manager', '/vendors', (page) => page.getByRole('article').first().waitFor()),
  screen('new-stall', 'manager', '/vendors/new', (page) => heading(page, 'New stall')),
  screen('stall-settings', 'manager', '/vendors/2', (page) =>
    page.getByRole('button', { name: 'New link for Bea' }).waitFor(),
  ),
  screen('staff-link', 'manager', '/vendors/2', async (page) => {
    await page.getByRole('button', { name: 'New link for Bea' }).click()
    await page.getByLabel('Set-password link').waitFor()
  }),
  screen('account-manager', 'manager', '/account', (page) => heading(page, 'Account')),
]

function screen(
  name: string,
  who: Screen['who'],
  path: string,
  whenItStands: (page: Page) => Promise<void>,
): Screen {
  return {
    name,
    who,
    open: async (page) => {
      await page.goto(path)
      await whenItStands(page)
    },
  }
}

function heading(page: Page, name: string): Promise<void> {
  return page.getByRole('heading', { level: 1, name }).waitFor()
}

function live(page: Page): Promise<void> {
  return page
    .getByRole('status')
    .filter({ hasText: /\bLive\b/ })
    .waitFor()
}
