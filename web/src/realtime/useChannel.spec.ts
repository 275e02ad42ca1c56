import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, nextTick, ref } from 'vue'
import type { Listener } from './connection'
import type { Missed } from './channelReader'
import type { ChannelEvent, EventData, Position } from './orderEvents'
import { useChannel } from './useChannel'

const { join, fetchMissed } = vi.hoisted(() => ({
  join: vi.fn<(channel: string, listener: Listener) => () => void>(),
  fetchMissed: vi.fn<(channel: string, after: Position) => Promise<Missed>>(),
}))
vi.mock('./connection', () => ({ connection: { join, nudge: vi.fn() } }))
vi.mock('./missed', () => ({ fetchMissed }))

enableAutoUnmount(afterEach)

const left = vi.fn<(channel: string) => void>()
let listeners: Map<string, Listener>

beforeEach(() => {
  listeners = new Map()
  left.mockReset()
  join.mockReset().mockImplementation((channel, listener) => {
    listeners.set(channel, listener)
    return () => left(channel)
  })
  fetchMissed.mockReset().mockResolvedValue({ recovered: true, events: [] })
})

const event = (seq: number): EventData => ({ _rt: { epoch: 'e', seq } })

/** A component that follows a channel and keeps what it was told to show. */
function follower(channel: () => string | undefined) {
  const shown: string[] = []
  const load = vi.fn(async () => ({ rows: ['a'], position: { epoch: 'e', seq: 1 } }))
  const page = mount(
    defineComponent({
      setup() {
        const { state } = useChannel({
          channel,
          load,
          show: ({ rows }) => shown.push(`all ${rows.join()}`),
          apply: ({ name, data, origin }: ChannelEvent) => shown.push(`${name} ${data._rt.seq} ${origin}`),
        })
        return () => h('p', state.value.is)
      },
    }),
  )
  return { page, shown, load }
}

const heard = (channel: string): Listener =>
  listeners.get(channel) ?? expect.fail(`nobody follows ${channel}`)

describe('a component that follows a channel', () => {
  it('shows a snapshot, then each event, and how it stands', async () => {
    const { page, shown } = follower(() => 'private-vendor-orders.2')
    await flushPromises()
    expect(page.text()).toBe('connecting')
    heard('private-vendor-orders.2').subscribed()
    await flushPromises()
    expect(page.text()).toBe('live')
    heard('private-vendor-orders.2').event('OrderReceived', event(2))
    heard('private-vendor-orders.2').event('OrderReceived', event(2))
    await flushPromises()
    expect(shown).toEqual(['all a', 'OrderReceived 2 live'])
    heard('private-vendor-orders.2').lost()
    await nextTick()
    expect(page.text()).toBe('behind')
  })

  it('asks for what it missed when the page wakes', async () => {
    const { shown } = follower(() => 'private-vendor-orders.2')
    heard('private-vendor-orders.2').subscribed()
    await flushPromises()
    fetchMissed.mockResolvedValueOnce({ recovered: true, events: [{ event: 'OrderSeen', data: event(2) }] })
    window.dispatchEvent(new Event('online'))
    await flushPromises()
    expect(fetchMissed).toHaveBeenLastCalledWith('private-vendor-orders.2', { epoch: 'e', seq: 1 })
    expect(shown).toEqual(['all a', 'OrderSeen 2 caught-up'])
  })

  it('lets go of it when it is gone, and shows nothing more', async () => {
    const { page, shown } = follower(() => 'private-vendor-orders.2')
    await flushPromises()
    page.unmount()
    expect(left.mock.calls).toEqual([['private-vendor-orders.2']])
    heard('private-vendor-orders.2').event('OrderReceived', event(2))
    window.dispatchEvent(new Event('online'))
    await flushPromises()
    expect(shown).toEqual(['all a'])
  })

  it('does not show a snapshot that comes when it is gone', async () => {
    const { page, shown } = follower(() => 'private-vendor-orders.2')
    page.unmount()
    await flushPromises()
    expect(shown).toEqual([])
  })

  it('follows another channel when told to, and none while there is none', async () => {
    const channel = ref<string>()
    const { load } = follower(() => channel.value)
    await flushPromises()
    expect(load).not.toHaveBeenCalled()
    channel.value = 'private-customer-orders.5'
    await flushPromises()
    channel.value = 'private-customer-orders.6'
    await flushPromises()
    expect(left.mock.calls).toEqual([['private-customer-orders.5']])
    expect([...listeners.keys()]).toEqual(['private-customer-orders.5', 'private-customer-orders.6'])
    expect(load).toHaveBeenCalledTimes(2)
  })

  it('leaves alone what has no place in the channel', async () => {
    const { shown } = follower(() => 'private-vendor-orders.2')
    await flushPromises()
    heard('private-vendor-orders.2').event('news', {} as EventData)
    await flushPromises()
    expect(shown).toEqual(['all a'])
  })
})
