import { flushPromises } from '@vue/test-utils'
import { beforeEach, expect, it } from 'vitest'
import { defineComponent } from 'vue'
import type { ManagedVendor } from '@/api'
import { FakeHall } from '@/testing/fakeHall'
import { mountPage } from '@/testing/mountPage'
import { useVendors } from './useVendors'

const vendor = (id: number, brand_name: string, more: Partial<ManagedVendor> = {}): ManagedVendor => ({
  id,
  brand_name,
  letter_code: 'X',
  is_active: true,
  is_paused: false,
  staff: [],
  created_at: '2026-11-22T04:00:00Z',
  ...more,
})

const bea = { id: 9, name: 'Bea Cruz', email: 'bea@example.com', is_active: true, has_password: true }

let hall: FakeHall
beforeEach(() => (hall = new FakeHall()))

async function listed(...items: ManagedVendor[]): Promise<ReturnType<typeof useVendors>> {
  hall.answer('GET /api/admin/vendors', 200, { items })
  let vendors: ReturnType<typeof useVendors> | undefined
  const Page = defineComponent(() => {
    vendors = useVendors()
    return () => null
  })
  await mountPage(Page)
  await flushPromises()
  if (!vendors) throw new Error('the page was not set up')
  return vendors
}

const names = ({ shown }: ReturnType<typeof useVendors>): string[] =>
  shown.value.map(({ brand_name }) => brand_name)

it('finds stalls by name, letters and staff, without regard to case and accents', async () => {
  const vendors = await listed(
    vendor(1, 'Jalapeño Bros'),
    vendor(2, 'Bao House', { letter_code: 'BH' }),
    vendor(3, 'Corner', { staff: [bea] }),
  )
  for (const [search, found] of [
    ['jalapeno', 'Jalapeño Bros'],
    [' bh ', 'Bao House'],
    ['CRUZ bea', 'Corner'],
  ] as const) {
    vendors.search.value = search
    expect(names(vendors)).toEqual([found])
  }
})

it('filters by how a stall stands; one that is switched off is not also paused', async () => {
  const vendors = await listed(
    vendor(1, 'Open'),
    vendor(2, 'Paused', { is_paused: true }),
    vendor(3, 'Off', { is_active: false, is_paused: true }),
  )
  for (const [filter, found] of [
    ['open', 'Open'],
    ['paused', 'Paused'],
    ['inactive', 'Off'],
  ] as const) {
    vendors.filter.value = filter
    expect(names(vendors)).toEqual([found])
  }
  vendors.showAll()
  expect(names(vendors)).toEqual(['Off', 'Open', 'Paused'])
})

it('reads on until the last page', async () => {
  const pages = [
    { items: [vendor(1, 'First')], next_cursor: 'more' },
    { items: [vendor(2, 'Second')], next_cursor: null },
  ]
  hall.answerEach('GET /api/admin/vendors', pages)
  let vendors: ReturnType<typeof useVendors> | undefined
  await mountPage(
    defineComponent(() => {
      vendors = useVendors()
      return () => null
    }),
  )
  await flushPromises()
  expect(vendors && names(vendors)).toEqual(['First', 'Second'])
  expect(hall.count('GET /api/admin/vendors')).toBe(2)
})
