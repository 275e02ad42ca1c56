import { beforeEach, expect, it, vi } from 'vitest'
import { allByRole, byRole } from '@/testing/byRole'
import { FakeHall, HALL } from '@/testing/fakeHall'
import { fillIn, press, toldOf } from '@/testing/fillIn'
import { mountPage } from '@/testing/mountPage'
import NewVendorPage from './NewVendorPage.vue'

const LINK = 'http://hall.example/set-password#token=s3cret'
const STALL = {
  'Name of the stall': 'Bao House',
  Letters: 'bh',
  'Name of the person': 'Bea',
  'E-mail of the person': 'bea@example.com',
}

let hall: FakeHall
beforeEach(async () => {
  document.body.innerHTML = ''
  hall = new FakeHall()
  hall.answer('GET /api/hall', 200, HALL)
  await mountPage(NewVendorPage, { at: '/vendors/new' })
})

async function make(): Promise<void> {
  const bea = { id: 9, name: 'Bea', email: 'bea@example.com', is_active: true, has_password: false }
  hall.answer('POST /api/admin/vendors', 201, {
    vendor: {
      id: 4,
      brand_name: 'Bao House',
      letter_code: 'BH',
      is_active: true,
      is_paused: false,
      staff: [bea],
      created_at: '2026-11-22T04:00:00Z',
    },
    set_password_url: LINK,
    expires_at: '2026-11-29T04:00:00Z',
  })
  await fillIn(STALL)
  await press('Make the stall')
}

it('makes a stall and shows the link once, saying so and until when it is good', async () => {
  await make()
  expect(hall.asked.find(({ call }) => call === 'POST /api/admin/vendors')?.body).toEqual({
    brand_name: 'Bao House',
    letter_code: 'BH',
    staff: { name: 'Bea', email: 'bea@example.com' },
  })
  expect(byRole('heading', 'Bao House is in the hall')).toBeTruthy()
  expect((byRole('textbox', 'Set-password link') as HTMLInputElement).value).toBe(LINK)
  expect(document.body.textContent).toContain('Good once, until')
  expect(document.body.textContent).toContain('It is shown only here and now')
})

it('leads whoever does not see the page to the link', async () => {
  await make()
  expect(document.activeElement?.textContent).toContain('Link for Bea')
})

it('copies the link, and says so', async () => {
  await make()
  const writeText = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
  await press('Copy the link')
  expect(writeText).toHaveBeenCalledWith(LINK)
  expect(allByRole('status').map(({ textContent }) => textContent.trim())).toContain('Copied')
})

it('shows what order numbers will look like', async () => {
  await fillIn({ Letters: 'bh' })
  expect(toldOf('Letters')).toContain('BH-042')
})

it.each([
  ['letter_code_taken', 'letter_code', 'Letters', 'Another stall has these letters'],
  ['email_taken', 'staff.email', 'E-mail of the person', 'There is an account with this e-mail already'],
])('says %s beside its field', async (code, field, label, text) => {
  hall.refuse('POST /api/admin/vendors', 409, code, { errors: [{ field, message: 'is taken' }] })
  await fillIn(STALL)
  await press('Make the stall')
  expect(toldOf(label)).toContain(text)
  expect(document.activeElement).toBe(byRole('textbox', label))
})
