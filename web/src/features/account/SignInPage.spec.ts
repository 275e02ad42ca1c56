import { flushPromises } from '@vue/test-utils'
import { beforeEach, expect, it } from 'vitest'
import { useSession } from '@/stores/session'
import { byRole } from '@/testing/byRole'
import { FakeHall, HALL } from '@/testing/fakeHall'
import { mountPage } from '@/testing/mountPage'
import SignInPage from './SignInPage.vue'

let hall: FakeHall
beforeEach(() => {
  document.body.innerHTML = ''
  localStorage.clear()
  hall = new FakeHall()
  hall.answer('GET /api/hall', 200, HALL)
})

async function enter(email: string, password: string): Promise<void> {
  for (const [name, text] of [
    ['E-mail', email],
    ['Password', password],
  ] as const) {
    const field = byRole('textbox', name) as HTMLInputElement
    field.value = text
    field.dispatchEvent(new Event('input'))
  }
  byRole('button', 'Sign in').closest('form')?.dispatchEvent(new Event('submit'))
  await flushPromises()
}

it('signs in and goes on to where one was going', async () => {
  const { router } = await mountPage(SignInPage, { at: '/sign-in?next=/checkout' })
  hall.answer('POST /api/auth/login', 200, {
    user: { id: 1, name: 'Ana', email: 'ana@example.com', role: 'customer' },
  })
  await enter(' ana@example.com ', 'correct horse')
  expect(hall.asked.find(({ call }) => call === 'POST /api/auth/login')?.body).toEqual({
    email: 'ana@example.com',
    password: 'correct horse',
  })
  expect(useSession().user?.name).toBe('Ana')
  expect(router.currentRoute.value.fullPath).toBe('/checkout')
})

it('does not ask the hall about fields that are plainly wrong, and leads to the first of them', async () => {
  await mountPage(SignInPage, { at: '/sign-in' })
  await enter('ana', '')
  expect(hall.count('POST /api/auth/login')).toBe(0)
  const email = byRole('textbox', 'E-mail')
  expect(email.getAttribute('aria-invalid')).toBe('true')
  const describedBy = email.getAttribute('aria-describedby') ?? ''
  expect(document.getElementById(describedBy)?.textContent).toContain('Enter an e-mail address')
  expect(document.activeElement).toBe(email)
})

it('says why the hall refused', async () => {
  await mountPage(SignInPage, { at: '/sign-in' })
  hall.refuse('POST /api/auth/login', 401, 'wrong_credentials')
  await enter('ana@example.com', 'wrong')
  expect(byRole('alert').textContent).toContain('E-mail or password is wrong.')
  expect(useSession().user).toBeNull()
})

it('says that the hall cannot be reached', async () => {
  await mountPage(SignInPage, { at: '/sign-in' })
  hall.isAway = true
  await enter('ana@example.com', 'correct horse')
  expect(byRole('alert').textContent).toContain('The hall cannot be reached')
})
