// The way in: signing in, registering.

import type { Page } from 'playwright-core'
import type { Account } from '../support/hall'
import type { Hands } from '../support/hands'

/** Signs in and waits until the page of the role is there. */
export async function signIn(
  page: Page,
  hands: Hands,
  { email, password }: Pick<Account, 'email' | 'password'>,
): Promise<void> {
  if (!page.url().includes('/sign-in')) await page.goto('/sign-in')
  await hands.write(page.getByLabel('E-mail'), email)
  await hands.write(page.getByLabel('Password', { exact: true }), password)
  await hands.press(page.getByRole('button', { name: 'Sign in' }))
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
}

/** Makes an account on the page that sign-in leads to. */
export async function register(page: Page, hands: Hands, name: string, email: string): Promise<void> {
  await hands.press(page.getByRole('link', { name: 'New here? Make an account' }))
  await hands.write(page.getByLabel('Name'), name)
  await hands.write(page.getByLabel('E-mail'), email)
  await hands.write(page.getByLabel('Password', { exact: true }), 'a few words in a row')
  await hands.press(page.getByRole('button', { name: 'Make the account' }))
  await page.waitForURL((url) => !url.pathname.startsWith('/register'))
}
