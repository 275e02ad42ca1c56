import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { useSession } from '@/stores/session'
import { useStall } from './stall'
import { anOrder, atTheStall, FakeChannel } from './testing'
import { UNDO_MS, useDeclines } from './useDeclines'

const world = vi.hoisted(() => ({
  follow: vi.fn(),
  make: vi.fn(),
  toast: { warning: vi.fn(), dismiss: vi.fn(), info: vi.fn() },
}))
vi.mock('@/realtime', async (original) => ({ ...(await original<object>()), useChannel: world.follow }))
vi.mock('@/ui', async (original) => ({ ...(await original<object>()), toast: world.toast }))
vi.mock('./useMoves', () => ({ useMoves: () => ({ make: world.make }) }))

const order = anOrder({ id: 7 })
const why = { reason: 'out_of_stock' } as const

async function open() {
  const channel = new FakeChannel()
  world.follow.mockImplementation(channel.follow)
  const stores = await atTheStall(() => ({ stall: useStall(), declines: useDeclines() }))
  channel.show(order)
  return { ...stores, channel }
}

beforeEach(() => {
  sessionStorage.clear()
  world.make.mockReset().mockResolvedValue(undefined)
  world.toast.warning.mockClear()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
})
afterEach(() => vi.useRealTimers())

it('a decline waits, and then goes out', async () => {
  const { declines } = await open()
  declines.plan(order, why)
  vi.advanceTimersByTime(UNDO_MS - 1)
  expect(world.make).not.toHaveBeenCalled()
  expect(declines.of(7)?.why).toEqual(why)
  vi.advanceTimersByTime(1)
  expect(world.make).toHaveBeenCalledExactlyOnceWith(order, 'decline', why)
  expect(declines.of(7)).toBeUndefined()
})

it('a decline that was taken back never goes out', async () => {
  const { declines } = await open()
  declines.plan(order, why)
  declines.undo(7)
  vi.advanceTimersByTime(UNDO_MS * 2)
  window.dispatchEvent(new Event('pagehide'))
  expect(world.make).not.toHaveBeenCalled()
})

it('whoever leaves the page has decided', async () => {
  const { declines } = await open()
  declines.plan(order, why)
  window.dispatchEvent(new Event('pagehide'))
  expect(world.make).toHaveBeenCalledOnce()
  vi.advanceTimersByTime(UNDO_MS)
  expect(world.make).toHaveBeenCalledOnce()
})

it('what a page that died left behind is sent by the next one, until it is answered', async () => {
  world.make.mockReturnValue(new Promise(() => undefined))
  const { declines } = await open()
  declines.plan(order, why)
  window.dispatchEvent(new Event('pagehide'))
  world.make.mockReset().mockResolvedValue(undefined)

  await open()
  expect(world.make).toHaveBeenCalledExactlyOnceWith(order, 'decline', why)
  await vi.waitFor(() => expect(sessionStorage.getItem('hawker.declines')).toBe('[]'))
})

it('is dropped when another screen was faster, and says who', async () => {
  const { declines, channel } = await open()
  declines.plan(order, why)
  channel.tell(
    'OrderStatusChanged',
    anOrder({ id: 7, status: 'accepted', version: 2, changed_by: 'vendor', changed_by_name: 'Ana' }),
  )
  await vi.waitFor(() => expect(declines.of(7)).toBeUndefined())
  expect(world.toast.warning.mock.calls.map(([text]) => text)).toEqual([
    'B-007 was accepted by Ana on another screen',
  ])
  vi.advanceTimersByTime(UNDO_MS)
  expect(world.make).not.toHaveBeenCalled()
})

it('is not even begun for an order that moved while the reason was chosen', async () => {
  const { declines, channel } = await open()
  channel.tell('OrderStatusChanged', anOrder({ id: 7, status: 'accepted', version: 2, changed_by: 'vendor' }))
  declines.plan(order, why)
  expect(declines.of(7)).toBeUndefined()
  expect(world.toast.warning).toHaveBeenCalledOnce()
})

it('does not go out in the name of the next person', async () => {
  const { declines } = await open()
  declines.plan(order, why)
  useSession().user = null
  await vi.waitFor(() => expect(declines.of(7)).toBeUndefined())
  vi.advanceTimersByTime(UNDO_MS)
  expect(world.make).not.toHaveBeenCalled()
  expect(sessionStorage.getItem('hawker.declines')).toBe('[]')
})
