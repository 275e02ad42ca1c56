import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { shallowRef } from 'vue'
import type { StatsBody, User } from '@/api'
import type { ChannelSource, LinkState } from '@/realtime'
import { useSession } from '@/stores/session'
import { FakeHall } from '@/testing/fakeHall'
import { mountPage } from '@/testing/mountPage'
import { useFigures } from './useFigures'

const world = vi.hoisted(() => ({ follow: vi.fn() }))
vi.mock('@/realtime', async (original) => ({ ...(await original<object>()), useChannel: world.follow }))

const STATS = 'GET /api/vendor/orders/stats'
const counted = (pending: number): Partial<StatsBody> => ({
  counts: { pending, accepted: 0, ready_for_pickup: 0, completed: 0, cancelled: 0 },
})

let hall: FakeHall
let source: ChannelSource<StatsBody>

async function open() {
  world.follow.mockImplementation((given: ChannelSource<StatsBody>) => {
    source = given
    return { state: shallowRef<LinkState>({ is: 'live' }) }
  })
  let made: ReturnType<typeof useFigures> | undefined
  const { page } = await mountPage({
    setup: () => {
      useSession().user = { id: 3, name: 'Bea', email: 'b@h.example', role: 'vendor', vendor_id: 2 } as User
      made = useFigures()
      return () => null
    },
  })
  if (made === undefined) throw new Error('the page was not set up')
  return { page, ...made }
}

const happens = (): void => source.apply({ name: 'OrderReceived', origin: 'live', data: {} as never })

beforeEach(() => {
  hall = new FakeHall()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => vi.useRealTimers())

it('an event makes it count again', async () => {
  hall.answer(STATS, 200, counted(4))
  const { figures, link } = await open()
  source.show(counted(3) as StatsBody)
  happens()
  await vi.waitFor(() => expect(figures.value?.counts.pending).toBe(4))
  expect(link.value).toEqual({ is: 'live' })
})

it('does not say live while what happened is not counted', async () => {
  const { figures, link } = await open()
  source.show(counted(3) as StatsBody)
  hall.isAway = true
  happens()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(link.value).toEqual({ is: 'catching-up' })
  hall.isAway = false
  hall.answer(STATS, 200, counted(4))
  await vi.advanceTimersByTimeAsync(3_000)
  expect(link.value).toEqual({ is: 'live' })
  expect(figures.value?.counts.pending).toBe(4)
})

it('keeps the figures that it has when counting fails', async () => {
  const { figures, problem, retry } = await open()
  source.show(counted(3) as StatsBody)
  hall.isAway = true
  await retry()
  expect(problem.value).toBeInstanceOf(Error)
  expect(figures.value?.counts.pending).toBe(3)
})
