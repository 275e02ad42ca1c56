import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import type { FloorVendor } from '@/api'
import { allByRole, byRole } from '@/testing/byRole'
import { FakeHall, HALL } from '@/testing/fakeHall'
import { press } from '@/testing/fillIn'
import { mountPage } from '@/testing/mountPage'
import { FRESH_MS } from './floorView'
import { LOOK_EVERY_MS } from './useFloor'
import FloorPage from './FloorPage.vue'

const NOW = Date.parse('2026-11-22T04:00:00Z')
const BAO: FloorVendor = {
  id: 2,
  brand_name: 'Bao House',
  letter_code: 'B',
  is_active: true,
  is_paused: false,
  pending: 1,
  accepted: 2,
  ready: 3,
  oldest_pending_at: '2026-11-22T03:59:30Z',
  screens_online: 1,
}

let hall: FakeHall
let unmount: () => void
beforeEach(async () => {
  vi.useFakeTimers({
    now: NOW,
    toFake: ['Date', 'setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'],
  })
  document.body.innerHTML = ''
  hall = new FakeHall()
  hall.answer('GET /api/hall', 200, HALL)
})
afterEach(() => {
  unmount()
  vi.useRealTimers()
})

async function open(...vendors: FloorVendor[]): Promise<void> {
  showing(...vendors)
  const { page } = await mountPage(FloorPage, { at: '/floor' })
  unmount = () => page.unmount()
  await flushPromises()
}

/** From now on the hall's floor is this. */
function showing(...vendors: FloorVendor[]): void {
  hall.answer('GET /api/admin/floor', 200, { vendors, at: new Date().toISOString() })
}

async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms)
  await flushPromises()
  await nextTick()
}

const chip = (): string | undefined =>
  allByRole('status').find(({ dataset }) => dataset['state'] !== undefined)?.dataset['state']
const stall = (): string => document.querySelector('article')?.textContent.replace(/\s+/g, ' ') ?? ''
const counts = (): Record<string, string | undefined> =>
  Object.fromEntries(
    [...document.querySelectorAll('article dt')].map((name) => [
      name.textContent,
      name.parentElement?.querySelector('dd')?.textContent.trim(),
    ]),
  )

it('shows what waits at a stall, how long, and who would see it', async () => {
  await open(BAO)
  expect(byRole('link', 'Bao House').getAttribute('href')).toBe('/vendors/2')
  expect(counts()).toEqual({ Pending: '1', Preparing: '2', Ready: '3' })
  expect(stall()).toContain('Waits 30 sec')
  expect(stall()).toContain('1 screen online')
})

it('the age goes on by itself, and a stall that is late comes to what needs attention', async () => {
  await open(BAO)
  expect(allByRole('heading', /^Needs attention/)).toEqual([])
  await pass(60_000)
  expect(stall()).toContain('Waits 1 min')
  await pass(4 * 60_000)
  expect(stall()).toContain('Late: waits 5 min')
  expect(allByRole('heading', /^Needs attention/)).toHaveLength(1)
})

it('looks again every few seconds', async () => {
  await open(BAO)
  showing({ ...BAO, pending: 0, oldest_pending_at: null, screens_online: null })
  await pass(LOOK_EVERY_MS)
  expect(stall()).not.toContain('Waits')
  expect(stall()).toContain('Screens unknown')
})

it('is live while answers come, behind as soon as one fails, and live again with the next', async () => {
  await open(BAO)
  expect(chip()).toBe('live')
  hall.isAway = true
  await pass(LOOK_EVERY_MS)
  expect(chip()).toBe('behind')
  expect(stall()).toContain('Bao House')
  hall.isAway = false
  await pass(LOOK_EVERY_MS)
  expect(chip()).toBe('live')
})

it('does not say live of a picture that no answer renewed', async () => {
  await open(BAO)
  vi.stubGlobal('fetch', () => new Promise(() => undefined))
  await pass(FRESH_MS + 1_000)
  expect(chip()).toBe('behind')
})

it('offers a way on where there is no picture at all', async () => {
  hall.isAway = true
  const { page } = await mountPage(FloorPage, { at: '/floor' })
  unmount = () => page.unmount()
  await flushPromises()
  expect(byRole('alert').textContent).toContain('The hall cannot be reached')
  hall.isAway = false
  showing(BAO)
  await press('Try again')
  expect(stall()).toContain('Bao House')
})
