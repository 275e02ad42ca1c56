import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { VueWrapper } from '@vue/test-utils'
import { FakeHall, HALL } from '@/testing/fakeHall'
import { allByRole, byRole } from '@/testing/byRole'
import { mountPage } from '@/testing/mountPage'
import OrderActions from './OrderActions.vue'
import { anOrder } from './testing'

const world = vi.hoisted(() => ({
  isOnItsWay: false,
  isHeld: false,
  decline: undefined as unknown,
  undo: vi.fn(),
}))
vi.mock('./useMoves', () => ({
  useMoves: () => ({ isOnItsWay: () => world.isOnItsWay, isHeld: () => world.isHeld }),
}))
vi.mock('./useDeclines', () => ({ useDeclines: () => ({ of: () => world.decline, undo: world.undo }) }))

let page: VueWrapper
async function open(order = anOrder({ id: 7 })): Promise<void> {
  ;({ page } = await mountPage(OrderActions, { props: { order } }))
}

beforeEach(() => {
  new FakeHall().answer('GET /api/hall', 200, HALL)
  Object.assign(world, { isOnItsWay: false, isHeld: false, decline: undefined })
})
afterEach(() => page.unmount())

it('the usual is one tap, what needs a reason asks', async () => {
  await open()
  byRole('button', 'Accept B-007').click()
  byRole('button', 'Decline B-007').click()
  expect(page.emitted()).toMatchObject({ make: [['accept']], ask: [['decline']] })
})

it('while a move is on its way there is nothing to tap, and it says so', async () => {
  world.isOnItsWay = true
  await open()
  expect(allByRole('button')).toEqual([])
  expect(byRole('status').textContent).toContain('Sending')
})

it('a move that waits for the network says so', async () => {
  Object.assign(world, { isOnItsWay: true, isHeld: true })
  await open()
  expect(byRole('status').textContent).toContain('Waits for the network')
})

it('a decline that waits can be taken back', async () => {
  world.decline = { order: anOrder({ id: 7 }), why: { reason: 'too_busy' }, dueAt: Date.now() + 5_000 }
  await open()
  expect(byRole('status').textContent).toContain('Declining: The stall is too busy')
  byRole('button', 'Undo B-007').click()
  expect(world.undo).toHaveBeenCalledWith(7)
})
