import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Router } from 'vue-router'
import { byRole } from '@/testing/byRole'
import { FakeHall, HALL } from '@/testing/fakeHall'
import { mountPage } from '@/testing/mountPage'
import HistoryList from './HistoryList.vue'
import { anOrder } from './testing'

const LIST = 'GET /api/vendor/orders'

let hall: FakeHall
let page: VueWrapper
let router: Router
beforeEach(() => {
  hall = new FakeHall()
  hall.answer('GET /api/hall', 200, HALL)
  hall.answer(LIST, 200, { items: [anOrder()], next_cursor: null })
})
afterEach(() => page.unmount())

async function open(at: string): Promise<void> {
  ;({ page, router } = await mountPage(HistoryList, { at }))
  await flushPromises()
}

/** What the hall was last asked for. */
function asked(): Record<string, string> | undefined {
  const { limit: _limit, ...filter } = hall.asked.findLast(({ call }) => call === LIST)?.query ?? {}
  return filter
}

const dayField = () => page.get<HTMLInputElement>('input[type=date]')

it('a day that is chosen is asked for, and stands in the address beside what stood there', async () => {
  await open('/stall/orders?tab=history')
  expect(asked()).toEqual({})
  expect(page.get(`label[for="${dayField().element.id}"]`).text()).toBe('Day')

  await dayField().setValue('2026-11-22')
  await flushPromises()
  expect(router.currentRoute.value.query).toEqual({ tab: 'history', day: '2026-11-22' })
  expect(asked()).toEqual({ business_day: '2026-11-22' })
})

it('an address with a day leads to that day, and one tap to all', async () => {
  await open('/stall/orders?tab=history&day=2026-11-21')
  expect(dayField().element.value).toBe('2026-11-21')
  expect(asked()).toEqual({ business_day: '2026-11-21' })

  byRole('button', 'Show all days').click()
  await flushPromises()
  expect(router.currentRoute.value.query).toEqual({ tab: 'history' })
  expect(asked()).toEqual({})
})

it('what is no day in the address is as good as none', async () => {
  await open('/stall/orders?tab=history&day=yesterday')
  expect(dayField().element.value).toBe('')
  expect(asked()).toEqual({})
})
