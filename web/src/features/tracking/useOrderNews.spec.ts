import { flushPromises } from '@vue/test-utils'
import { beforeEach, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { ring, type OrderEvent } from '@/realtime'
import { mountPage } from '@/testing/mountPage'
import { toast } from '@/ui'
import { useOrderNews } from './useOrderNews'
import { anOrder } from './testing'

vi.mock('@/realtime', async (original) => {
  const { ref } = await import('vue')
  const heard = { state: ref('ready'), sound: vi.fn(() => true), setVolume: () => undefined }
  return { ...(await original<object>()), ring: heard }
})

const ready = (seq: number): OrderEvent => ({
  name: 'OrderStatusChanged',
  data: {
    ...anOrder({ status: 'ready_for_pickup', changed_by: 'vendor' }),
    previous_status: 'accepted',
    new_status: 'ready_for_pickup',
    message: '',
    _rt: { epoch: 'k', seq },
  },
  origin: 'live',
})

beforeEach(() => {
  localStorage.clear()
  vi.mocked(ring.sound).mockClear()
})

/** A tab that hears of orders. */
async function tab() {
  let parts: ReturnType<typeof useOrderNews> | undefined
  const Tab = defineComponent({
    setup() {
      parts = useOrderNews()
      return () => h('div')
    },
  })
  await mountPage(Tab, { at: '/' })
  if (!parts) throw new Error('it was not set up')
  return parts
}

it('sounds once, however many tabs hear of it', async () => {
  const [first, second] = [await tab(), await tab()]
  await Promise.all([first.tell(ready(1)), second.tell(ready(1))])
  await flushPromises()
  expect(ring.sound).toHaveBeenCalledTimes(1)
  await first.tell(ready(2))
  expect(ring.sound).toHaveBeenCalledTimes(2)
})

it('shows one toast for each order, under its name', async () => {
  const shown = vi.spyOn(toast, 'success').mockReturnValue()
  await (await tab()).tell(ready(1))
  expect(shown).toHaveBeenCalledWith(
    'B-042 is ready',
    expect.objectContaining({ id: 'order 1', description: 'Pick it up at Burger Hub.' }),
  )
})
