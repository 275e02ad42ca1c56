import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { ManagedVendor } from '@/api'
import { allByRole, byRole } from '@/testing/byRole'
import { FakeHall, HALL } from '@/testing/fakeHall'
import { fillIn, press } from '@/testing/fillIn'
import { mountPage } from '@/testing/mountPage'
// Loaded here, so that no test has to wait for it.
import '@/ui/ConfirmDialog.vue'
import VendorPage from './VendorPage.vue'

const CALL = 'PATCH /api/admin/vendors/4'
const BAO: ManagedVendor = {
  id: 4,
  brand_name: 'Bao House',
  letter_code: 'BH',
  is_active: true,
  is_paused: false,
  staff: [{ id: 9, name: 'Bea', email: 'bea@example.com', is_active: true, has_password: false }],
  created_at: '2026-11-22T04:00:00Z',
}

let hall: FakeHall
let unmount: () => void
afterEach(() => unmount())
beforeEach(() => {
  document.body.innerHTML = ''
  hall = new FakeHall()
  hall.answer('GET /api/hall', 200, HALL)
})

async function open(): Promise<void> {
  hall.answer('GET /api/admin/vendors/4', 200, BAO)
  await mountVendor()
}

async function mountVendor(): Promise<void> {
  const { page } = await mountPage(VendorPage, { at: '/vendors/4', props: { id: '4' } })
  unmount = () => page.unmount()
  await flushPromises()
}

const asked = (): unknown => hall.asked.findLast(({ call }) => call === CALL)?.body

/** Presses the button of the dialog that has come up. */
async function confirm(): Promise<void> {
  await expect.poll(() => document.querySelector('[role="dialog"]')).toBeTruthy()
  const buttons = [...document.querySelectorAll<HTMLButtonElement>('[role="dialog"] button')]
  buttons.find(({ textContent }) => textContent.trim() === 'Switch off')?.click()
  await flushPromises()
}

it('saves the name and the letters', async () => {
  await open()
  hall.answer(CALL, 200, { ...BAO, brand_name: 'Bao Haus', letter_code: 'BA' })
  await fillIn({ 'Name of the stall': 'Bao Haus', Letters: 'ba' })
  await press('Save')
  expect(asked()).toEqual({ brand_name: 'Bao Haus', letter_code: 'BA' })
  expect(byRole('heading', 'Bao Haus')).toBeTruthy()
})

it('pauses a stall, and lets it take orders again', async () => {
  await open()
  hall.answer(CALL, 200, { ...BAO, is_paused: true })
  await press('Pause the stall')
  expect(asked()).toEqual({ is_paused: true })
  hall.answer(CALL, 200, BAO)
  await press('Take orders again')
  expect(asked()).toEqual({ is_paused: false })
  expect(document.activeElement?.getAttribute('aria-labelledby')).toBe('vendor-switches')
  expect(allByRole('button', 'Pause the stall')).toHaveLength(1)
})

it('asks before a stall is switched off', async () => {
  await open()
  await press('Switch off')
  expect(hall.count(CALL)).toBe(0)
  hall.answer(CALL, 200, { ...BAO, is_active: false })
  await confirm()
  expect(asked()).toEqual({ is_active: false })
  hall.answer(CALL, 200, BAO)
  await press('Switch on')
  expect(asked()).toEqual({ is_active: true })
})

it('says how many open orders keep a stall from being switched off, and what to do', async () => {
  await open()
  hall.refuse(CALL, 409, 'open_orders', { count: 3 })
  await press('Switch off')
  await confirm()
  expect(byRole('alert').textContent).toContain('Not switched off: 3 orders are still open')
  expect(byRole('alert').textContent).toContain('Pause it')
  hall.answer(CALL, 200, { ...BAO, is_paused: true })
  await press('Pause the stall')
  expect(byRole('alert').textContent).toContain('Let it finish what is open')
})

it('makes a new link for a person, and shows it', async () => {
  await open()
  hall.answer('POST /api/admin/vendors/4/staff/9/password-link', 201, {
    set_password_url: 'http://hall.example/set-password#token=new',
    expires_at: '2026-11-29T04:00:00Z',
  })
  await press('New link for Bea')
  expect((byRole('textbox', 'Set-password link') as HTMLInputElement).value).toContain('#token=new')
})

it('a stall that is not there leaves a way on', async () => {
  hall.refuse('GET /api/admin/vendors/4', 404, 'not_found')
  await mountVendor()
  expect(byRole('alert').textContent).toContain('It does not exist')
  expect(byRole('link', 'To all stalls').getAttribute('href')).toBe('/vendors')
})
