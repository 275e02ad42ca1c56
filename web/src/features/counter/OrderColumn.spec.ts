import { expect, it } from 'vitest'
import { mountPage } from '@/testing/mountPage'
import { StatusBadge } from '@/ui'
import { STAGES } from './openOrders'
import OrderColumn from './OrderColumn.vue'

it.each(STAGES)('the column of what is %s is called as the badges of its orders', async (stage) => {
  const { page: badge } = await mountPage(StatusBadge, { props: { status: stage } })
  const { page } = await mountPage(OrderColumn, { props: { stage, orders: [], isSearching: false } })
  expect(page.get('h2').text()).toBe(`${badge.text()} 0`)
  badge.unmount()
  page.unmount()
})
