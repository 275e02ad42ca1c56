import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { useBadges } from '@/stores/badges'
import { useSession } from '@/stores/session'
import { useStall } from './stall'
import { anOrder, atTheStall, FakeChannel } from './testing'

const world = vi.hoisted(() => ({
  follow: vi.fn(),
  start: vi.fn(),
  seen: vi.fn(),
  claimed: new Set<string>(),
  toast: { info: vi.fn(), warning: vi.fn(), dismiss: vi.fn() },
}))

vi.mock('@/realtime', async (original) => ({
  ...(await original<object>()),
  useChannel: world.follow,
  ring: { start: world.start, seen: world.seen, isRinging: { value: true }, setVolume: vi.fn() },
  claimOnce: (key: string) => Promise.resolve(!world.claimed.has(key) && !!world.claimed.add(key)),
}))
vi.mock('@/ui', async (original) => ({ ...(await original<object>()), toast: world.toast }))

let channel: FakeChannel

async function open() {
  const stall = await atTheStall(useStall)
  channel.show(anOrder({ id: 1 }))
  return stall
}

beforeEach(() => {
  channel = new FakeChannel()
  world.follow.mockImplementation(channel.follow)
  world.claimed.clear()
  for (const spy of [world.start, world.seen, ...Object.values(world.toast)]) spy.mockClear()
})

describe('the open orders', () => {
  it('follow the channel: an order comes, moves on, and goes when it ends', async () => {
    const stall = await open()
    channel.tell('OrderReceived', anOrder({ id: 2 }))
    expect(stall.orders?.map(({ id }) => id)).toEqual([1, 2])
    await vi.waitFor(() => expect(useBadges().orders).toBe(2))
    channel.tell('OrderStatusChanged', anOrder({ id: 1, status: 'accepted', version: 2 }))
    expect(stall.pending).toBe(1)
    channel.tell('OrderStatusChanged', anOrder({ id: 2, status: 'cancelled', version: 2 }))
    expect(stall.orders?.map(({ id }) => id)).toEqual([1])
  })

  it('do not come back by news that is older than their end', async () => {
    const stall = await open()
    stall.take(anOrder({ id: 1, status: 'completed', version: 4 }))
    channel.tell('OrderStatusChanged', anOrder({ id: 1, status: 'ready_for_pickup', version: 3 }))
    expect(stall.orders).toEqual([])
    channel.show(anOrder({ id: 1, status: 'ready_for_pickup', version: 3 }))
    expect(stall.orders).toEqual([])
  })

  it('are forgotten when somebody signs out', async () => {
    const stall = await open()
    useSession().user = null
    await vi.waitFor(() => expect(stall.orders).toBeUndefined())
    expect(world.seen).toHaveBeenCalledWith()
  })
})

describe('an order that comes', () => {
  it('rings and is told of, by its own id', async () => {
    await open()
    channel.tell('OrderReceived', anOrder({ id: 2 }))
    await flushPromises()
    expect(world.start).toHaveBeenCalledExactlyOnceWith('order-2')
    expect(world.toast.info).toHaveBeenCalledOnce()
    expect(world.toast.info.mock.calls[0]).toMatchObject([
      'New order B-002',
      { id: 'order-2', description: 'Table 12, 2 portions, ₱180.00' },
    ])
  })

  it('is told of in one tab only', async () => {
    await open()
    world.claimed.add('toast order-2')
    channel.tell('OrderReceived', anOrder({ id: 2 }))
    await flushPromises()
    expect(world.toast.info).not.toHaveBeenCalled()
  })

  it('is told of once, also if it is told twice', async () => {
    await open()
    channel.tell('OrderReceived', anOrder({ id: 2 }))
    channel.tell('OrderReceived', anOrder({ id: 2 }))
    await flushPromises()
    expect(world.toast.info).toHaveBeenCalledOnce()
  })

  it('rings although it came while nobody could tell of it', async () => {
    await open()
    channel.show(anOrder({ id: 1 }), anOrder({ id: 2 }), anOrder({ id: 3, status: 'accepted' }))
    expect(world.start.mock.calls).toEqual([['order-2']])
  })

  it('was there when the page was opened, and then does not ring', async () => {
    await open()
    expect(world.start).not.toHaveBeenCalled()
  })

  it('rings no more once it moved, on whichever screen', async () => {
    await open()
    channel.tell('OrderReceived', anOrder({ id: 2 }))
    channel.tell(
      'OrderStatusChanged',
      anOrder({ id: 2, status: 'accepted', version: 2, changed_by: 'vendor' }),
    )
    expect(world.seen).toHaveBeenCalledWith('order-2')
    expect(world.toast.dismiss).toHaveBeenCalledWith('order-2')
  })

  it('rings no more once somebody touches the screen', async () => {
    await open()
    document.dispatchEvent(new Event('pointerdown'))
    expect(world.seen).toHaveBeenCalledWith()
  })
})

it('an order that is lost is told of, but not one that the stall ended itself', async () => {
  await open()
  channel.tell(
    'OrderStatusChanged',
    anOrder({ id: 1, status: 'cancelled', version: 2, changed_by: 'customer' }),
  )
  channel.tell(
    'OrderStatusChanged',
    anOrder({ id: 9, status: 'cancelled', version: 2, changed_by: 'vendor' }),
  )
  await flushPromises()
  expect(world.toast.warning.mock.calls.map(([text]) => text)).toEqual([
    'B-001 was cancelled by the customer',
  ])
})
