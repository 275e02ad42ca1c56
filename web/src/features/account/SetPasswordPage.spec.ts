import { flushPromises } from '@vue/test-utils'
import { beforeEach, expect, it } from 'vitest'
import { useSession } from '@/stores/session'
import { allByRole, byRole } from '@/testing/byRole'
import { FakeHall, HALL } from '@/testing/fakeHall'
import { fillIn, press } from '@/testing/fillIn'
import { mountPage } from '@/testing/mountPage'
import SetPasswordPage from './SetPasswordPage.vue'

let hall: FakeHall
beforeEach(() => {
  document.body.innerHTML = ''
  localStorage.clear()
  hall = new FakeHall()
  hall.answer('GET /api/hall', 200, HALL)
})

it('takes the token out of the address, sets the password and lets in', async () => {
  const { router } = await mountPage(SetPasswordPage, { at: '/set-password#token=s3cret' })
  await flushPromises()
  expect(router.currentRoute.value.fullPath).toBe('/set-password')
  hall.answer('POST /api/auth/set-password', 200, {
    user: { id: 7, name: 'Bea', email: 'bea@example.com', role: 'vendor', vendor_id: 2 },
  })
  await fillIn({ 'New password': 'correct horse' })
  await press('Set the password')
  expect(hall.asked.find(({ call }) => call === 'POST /api/auth/set-password')?.body).toEqual({
    token: 's3cret',
    password: 'correct horse',
  })
  expect(useSession().user?.name).toBe('Bea')
  expect(router.currentRoute.value.path).toBe('/stall/orders')
})

it('says what to do with a link that was used before', async () => {
  await mountPage(SetPasswordPage, { at: '/set-password#token=old' })
  const errors = [{ field: 'token', message: 'was used, has expired or never was' }]
  hall.refuse('POST /api/auth/set-password', 422, 'link_not_good', { errors })
  await fillIn({ 'New password': 'correct horse' })
  await press('Set the password')
  expect(byRole('alert').textContent).toContain('This link is no longer good')
  expect(byRole('link', 'Ask for a new link').getAttribute('href')).toBe('/forgot-password')
})

it('a newer link that is opened in the same tab is another try', async () => {
  const { router } = await mountPage(SetPasswordPage, { at: '/set-password#token=old' })
  const errors = [{ field: 'token', message: 'was used, has expired or never was' }]
  hall.refuse('POST /api/auth/set-password', 422, 'link_not_good', { errors })
  await fillIn({ 'New password': 'correct horse' })
  await press('Set the password')
  await router.push('/set-password#token=new')
  await flushPromises()
  expect(allByRole('textbox', 'New password')).toHaveLength(1)
})

it('does not let somebody type who came without a token', async () => {
  await mountPage(SetPasswordPage, { at: '/set-password' })
  expect(byRole('alert').textContent).toContain('The link is not complete')
  expect(allByRole('textbox')).toEqual([])
})
