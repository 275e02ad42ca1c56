import { flushPromises } from '@vue/test-utils'
import { beforeEach, expect, it, vi } from 'vitest'
import type { Role, User } from '@/api'
import { useSession } from '@/stores/session'
import { allByRole, byRole } from '@/testing/byRole'
import { FakeHall, HALL } from '@/testing/fakeHall'
import { fillIn, press, toldOf } from '@/testing/fillIn'
import { mountPage } from '@/testing/mountPage'
import { toast } from '@/ui'
import AccountPage from './AccountPage.vue'

const userOf = (role: Role, name = 'Ana'): User => ({ id: 1, name, email: 'ana@example.com', role })

let hall: FakeHall
beforeEach(() => {
  document.body.innerHTML = ''
  localStorage.clear()
  hall = new FakeHall()
  hall.answer('GET /api/hall', 200, HALL)
})

async function openAs(user: User | null): Promise<ReturnType<typeof mountPage>> {
  const mounted = await mountPage(AccountPage, { at: '/account' })
  if (user) useSession().signedIn(user)
  await flushPromises()
  return mounted
}

const headings = (): string[] => allByRole('heading').map(({ textContent }) => textContent)

it('a guest has preferences and the ways in, and nothing of an account', async () => {
  await openAs(null)
  expect(headings()).toEqual([
    'Account',
    'You are here as a guest',
    'Sound and vibration',
    'Language and look',
  ])
  expect(byRole('link', 'Sign in').getAttribute('href')).toBe('/sign-in')
  expect(byRole('link', 'Make an account').getAttribute('href')).toBe('/register')
  expect(allByRole('button', 'Sign out')).toEqual([])
})

it('the hall’s manager hears no orders, and is not asked how', async () => {
  await openAs(userOf('superadmin'))
  expect(headings()).toEqual(['Account', 'About you', 'Change the password', 'Language and look'])
})

it('saves the name', async () => {
  await openAs(userOf('customer'))
  hall.answer('PATCH /api/auth/profile', 200, { user: userOf('customer', 'Ana Maria') })
  await fillIn({ Name: 'Ana Maria ' })
  await press('Save')
  expect(hall.asked.find(({ call }) => call === 'PATCH /api/auth/profile')?.body).toEqual({
    name: 'Ana Maria',
  })
  expect(document.body.textContent).toContain('Signed in as Ana Maria')
})

it('says beside the present password that it is wrong, and keeps what was typed', async () => {
  await openAs(userOf('customer'))
  const errors = [{ field: 'current_password', message: 'is not the password of this account' }]
  hall.refuse('POST /api/auth/password', 422, 'invalid', { errors })
  await fillIn({ 'Present password': 'no idea', 'New password': 'correct horse' })
  await press('Change the password')
  expect(toldOf('Present password')).toBe('This is not your password.')
  expect((byRole('textbox', 'New password') as HTMLInputElement).value).toBe('correct horse')
})

it('changes the password, and forgets both', async () => {
  await openAs(userOf('customer'))
  hall.answer('POST /api/auth/password', 204)
  await fillIn({ 'Present password': 'battery', 'New password': 'correct horse' })
  await press('Change the password')
  expect(hall.asked.find(({ call }) => call === 'POST /api/auth/password')?.body).toEqual({
    current_password: 'battery',
    new_password: 'correct horse',
  })
  expect((byRole('textbox', 'Present password') as HTMLInputElement).value).toBe('')
  expect((byRole('textbox', 'New password') as HTMLInputElement).value).toBe('')
})

it.each([
  ['customer', '/'],
  ['vendor', '/sign-in'],
  ['superadmin', '/sign-in'],
] as const)('signs a %s out and leads to %s', async (role, path) => {
  const { router } = await openAs(userOf(role))
  hall.answer('POST /api/auth/logout', 204)
  await press('Sign out')
  expect(useSession().user).toBeNull()
  expect(router.currentRoute.value.fullPath).toBe(path)
})

it('somebody who could not be signed out is told so, and still is in', async () => {
  const told = vi.spyOn(toast, 'error')
  await openAs(userOf('customer'))
  hall.isAway = true
  await press('Sign out')
  expect(told.mock.calls[0]?.[0]).toBe('You are still signed in')
  expect(useSession().user).not.toBeNull()
})
