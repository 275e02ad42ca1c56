import { beforeEach, expect, it, vi } from 'vitest'
import { heldWrites } from '@/api'
import { FakeHall } from '@/testing/fakeHall'
import { useStall } from './stall'
import { anOrder, atTheStall, FakeChannel } from './testing'
import { useMoves } from './useMoves'

const world = vi.hoisted(() => ({
  follow: vi.fn(),
  toast: { info: vi.fn(), warning: vi.fn(), dismiss: vi.fn() },
}))
vi.mock('@/realtime', async (original) => ({ ...(await original<object>()), useChannel: world.follow }))
vi.mock('@/ui', async (original) => ({ ...(await original<object>()), toast: world.toast }))

const order = anOrder({ id: 7 })
const accepted = anOrder({
  id: 7,
  status: 'accepted',
  version: 2,
  changed_by: 'vendor',
  changed_by_name: 'Bea',
})
const ACCEPT = 'PATCH /api/vendor/orders/7/accept'
const SHOW = 'GET /api/vendor/orders/7'

let hall: FakeHall
const told = (): unknown[] =>
  [...world.toast.info.mock.calls, ...world.toast.warning.mock.calls].map(([text]) => text)

async function open() {
  const channel = new FakeChannel()
  world.follow.mockImplementation(channel.follow)
  const stores = await atTheStall(() => ({ stall: useStall(), moves: useMoves() }))
  channel.show(order)
  return { ...stores, channel }
}

beforeEach(() => {
  hall = new FakeHall()
  hall.answer('GET /api/hall', 200, {})
  heldWrites.drop()
  for (const spy of Object.values(world.toast)) spy.mockClear()
})

it('a move goes out with the version that the screen shows, and is shown as made meanwhile', async () => {
  hall.answer(ACCEPT, 200, accepted)
  const { moves, stall } = await open()
  const made = moves.make(order, 'accept')
  expect(moves.isOnItsWay(7)).toBe(true)
  expect(moves.shown(order).status).toBe('accepted')
  expect(stall.find(7)?.status).toBe('pending')
  await made
  expect(hall.asked.find(({ call }) => call === ACCEPT)?.body).toEqual({ version: 1 })
  expect(moves.isOnItsWay(7)).toBe(false)
  expect(stall.find(7)).toMatchObject({ status: 'accepted', version: 2 })
  expect(told()).toEqual([])
})

it('a second tap does not send a second time', async () => {
  hall.answer(ACCEPT, 200, accepted)
  const { moves } = await open()
  await Promise.all([moves.make(order, 'accept'), moves.make(order, 'accept')])
  expect(hall.count(ACCEPT)).toBe(1)
})

it('who was faster with the same move is told', async () => {
  hall.answer(ACCEPT, 200, { ...accepted, changed_by_name: 'Ana' })
  const { moves } = await open()
  await moves.make(order, 'accept')
  expect(told()).toEqual(['B-007 was accepted by Ana on another screen'])
})

it('a refused move goes back, shows where the order is, and tells who brought it there', async () => {
  hall.refuse(ACCEPT, 409, 'order_has_moved', { current_status: 'cancelled', version: 2 })
  const cancelled = anOrder({
    id: 7,
    status: 'cancelled',
    version: 2,
    changed_by: 'customer',
    reason: 'other',
  })
  hall.answer(SHOW, 200, cancelled)
  const { moves, stall } = await open()
  await moves.make(order, 'accept')
  expect(stall.find(7)).toBeUndefined()
  expect(told()).toEqual(['B-007 was cancelled by the customer'])
})

it('a move that comes too late says so', async () => {
  hall.refuse('PATCH /api/vendor/orders/7/recall', 409, 'out_of_time')
  hall.answer(SHOW, 200, order)
  const { moves } = await open()
  await moves.make(order, 'recall')
  expect(told()).toEqual(['B-007: It is too late, or too early, for this.'])
})

it('a move waits for the network, and goes out when it is back', async () => {
  hall.answer(ACCEPT, 200, accepted)
  hall.isAway = true
  const { moves, stall } = await open()
  const made = moves.make(order, 'accept')
  await vi.waitFor(() => expect(moves.isHeld(7)).toBe(true))
  hall.isAway = false
  await heldWrites.sendAll()
  await made
  expect(moves.isOnItsWay(7)).toBe(false)
  expect(stall.find(7)?.status).toBe('accepted')
})
