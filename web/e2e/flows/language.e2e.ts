import { expect } from 'vitest'
import filAccount from '../../src/i18n/fil/account'
import filCommon from '../../src/i18n/fil/common'
import filMenu from '../../src/i18n/fil/menu'
import { Customer } from '../pages/customer'
import { pointer } from '../support/hands'
import { test } from '../support/test'

test('the language changes at once, lasts, and changes back', async ({ devices }) => {
  const guest = new Customer(await devices.open('phone'), pointer)
  const { page } = guest
  await guest.comeIn()
  await page.getByRole('link', { name: 'Account' }).click()
  await page.getByLabel('Language', { exact: true }).selectOption('Filipino')

  await page.getByText(filAccount.guest.title).waitFor()
  expect(await page.locator('html').getAttribute('lang')).toBe('fil')
  await page.goto('/')
  await page.getByRole('heading', { level: 1, name: filMenu.title }).waitFor()

  await page.goto('/account')
  await page.getByLabel(filCommon.language.label, { exact: true }).selectOption('English')
  await page.getByRole('heading', { level: 1, name: 'Account' }).waitFor()
  expect(await page.locator('html').getAttribute('lang')).toBe('en')
})
