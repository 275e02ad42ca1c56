import { expect } from 'vitest'
import { signIn } from '../pages/signIn'
import { Stall } from '../pages/stall'
import { pointer } from '../support/hands'
import { test } from '../support/test'

test('a new stall is made, its staff comes in by the link, and the floor shows that somebody is there', async ({
  hall,
  devices,
}) => {
  const manager = await devices.open('desktop')
  await signIn(manager, pointer, hall.account('manager'))
  await manager.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Stalls' }).click()
  await manager.getByRole('link', { name: 'New stall' }).click()
  await manager.getByLabel('Name of the stall').fill('Taco Tent')
  await manager.getByLabel('Letters').fill('TT')
  await manager.getByLabel('Name of the person').fill('Tina')
  await manager.getByLabel('E-mail of the person').fill('tina@stall.example')
  await manager.getByRole('button', { name: 'Make the stall' }).click()
  await manager.getByRole('heading', { level: 1, name: 'Taco Tent is in the hall' }).waitFor()
  const link = await manager.getByLabel('Set-password link').inputValue()

  await manager.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Floor' }).click()
  const onTheFloor = manager
    .getByRole('article')
    .filter({ has: manager.getByRole('heading', { name: 'Taco Tent' }) })
  await onTheFloor.getByText('No screen online').waitFor()

  const tablet = await devices.open('tablet')
  await tablet.goto(link)
  // The link's secret leaves the address, where it would be seen and kept.
  await expect.poll(() => new URL(tablet.url()).hash).toBe('')
  await tablet.getByLabel('New password', { exact: true }).fill('a few words in a row')
  await tablet.getByRole('button', { name: 'Set the password' }).click()
  await tablet.getByRole('heading', { level: 1, name: 'Orders' }).waitFor()
  await new Stall(tablet, pointer).chip('live').waitFor()

  await onTheFloor.getByText('1 screen online').waitFor()
  const again = await devices.open('desktop')
  await again.goto(link)
  await again.getByLabel('New password', { exact: true }).fill('another few words')
  await again.getByRole('button', { name: 'Set the password' }).click()
  await again.getByText('This link is no longer good').waitFor()
})

test('who has forgotten the password gets a link by mail, and the old password is no longer good', async ({
  hall,
  devices,
}) => {
  const page = await devices.open('phone')
  const { email, password } = hall.account('carla')
  await page.goto('/sign-in')
  await page.getByRole('link', { name: 'Forgot the password?' }).click()
  // Both pages ask for an e-mail: what is written too early goes away with the first one.
  await page.getByRole('heading', { level: 1, name: 'Forgot the password?' }).waitFor()
  await page.getByLabel('E-mail').fill(email)
  await page.getByRole('button', { name: 'Send the link' }).click()
  await page.getByText('Look into your mail').waitFor()

  const [link] = await hall.server.says(/http:\S+\/set-password#token=\S+/)
  await page.goto(link)
  await page.getByLabel('New password', { exact: true }).fill('a password I can remember')
  await page.getByRole('button', { name: 'Set the password' }).click()
  await page.waitForURL((url) => url.pathname === '/')

  const elsewhere = await devices.open('phone')
  await elsewhere.goto('/sign-in')
  await elsewhere.getByLabel('E-mail').fill(email)
  await elsewhere.getByLabel('Password', { exact: true }).fill(password)
  await elsewhere.getByRole('button', { name: 'Sign in' }).click()
  await elsewhere.getByText('E-mail or password is wrong.').waitFor()
  await signIn(elsewhere, pointer, { email, password: 'a password I can remember' })
})
