import { beforeEach, expect, it } from 'vitest'
import { allByRole, byRole } from '@/testing/byRole'
import { FakeHall, HALL } from '@/testing/fakeHall'
import { fillIn, press } from '@/testing/fillIn'
import { mountPage } from '@/testing/mountPage'
import ForgotPasswordPage from './ForgotPasswordPage.vue'

let hall: FakeHall
beforeEach(async () => {
  document.body.innerHTML = ''
  hall = new FakeHall()
  hall.answer('GET /api/hall', 200, HALL)
  await mountPage(ForgotPasswordPage, { at: '/forgot-password' })
})

it('says that a link is on its way, and to whom', async () => {
  hall.answer('POST /api/auth/forgot-password', 202)
  await fillIn({ 'E-mail': 'ana@example.com' })
  await press('Send the link')
  expect(byRole('status').textContent).toContain('If there is an account for ana@example.com')
  await press('Send it again')
  expect(allByRole('textbox', 'E-mail')).toHaveLength(1)
})

it('says when too many were asked for', async () => {
  hall.refuse('POST /api/auth/forgot-password', 429, 'too_many_attempts')
  await fillIn({ 'E-mail': 'ana@example.com' })
  await press('Send the link')
  expect(byRole('alert').textContent).toContain('Too many attempts')
})
