import { beforeEach, expect, it } from 'vitest'
import { useSession } from '@/stores/session'
import { byRole } from '@/testing/byRole'
import { FakeHall, HALL } from '@/testing/fakeHall'
import { fillIn, press, toldOf } from '@/testing/fillIn'
import { mountPage } from '@/testing/mountPage'
import RegisterPage from './RegisterPage.vue'

let hall: FakeHall
beforeEach(() => {
  document.body.innerHTML = ''
  localStorage.clear()
  hall = new FakeHall()
  hall.answer('GET /api/hall', 200, HALL)
})

const ANA = { Name: ' Ana ', 'E-mail': 'ana@example.com', Password: 'correct horse' }

it('makes an account and goes on to where one was going', async () => {
  const { router } = await mountPage(RegisterPage, { at: '/register?next=/checkout' })
  hall.answer('POST /api/auth/register', 201, {
    user: { id: 1, name: 'Ana', email: 'ana@example.com', role: 'customer' },
  })
  await fillIn(ANA)
  await press('Make the account')
  expect(hall.asked.find(({ call }) => call === 'POST /api/auth/register')?.body).toEqual({
    name: 'Ana',
    email: 'ana@example.com',
    password: 'correct horse',
  })
  expect(useSession().user?.name).toBe('Ana')
  expect(router.currentRoute.value.fullPath).toBe('/checkout')
})

it('tells what a password must be before it is wrong', async () => {
  await mountPage(RegisterPage, { at: '/register' })
  expect(toldOf('Password')).toContain('At least 8 characters')
})

it('says beside the address that it is taken, and leads to signing in without forgetting the way', async () => {
  await mountPage(RegisterPage, { at: '/register?next=/checkout' })
  const errors = [{ field: 'email', message: 'is taken' }]
  hall.refuse('POST /api/auth/register', 409, 'email_taken', { errors })
  await fillIn(ANA)
  await press('Make the account')
  expect(toldOf('E-mail')).toContain('There is an account with this e-mail already.')
  expect(byRole('link', 'I have an account: sign in').getAttribute('href')).toBe('/sign-in?next=/checkout')
})
