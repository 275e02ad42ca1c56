import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { POLL_MS, UNSUBSCRIBED_POLL_MS } from './channelReader'
import { live, pass, setUp, settle } from './testing/readerAtWork'

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-22T18:00:00Z') })
  vi.stubGlobal('reportError', vi.fn())
})
afterEach(() => {
  vi.useRealTimers()
})

describe('showing', () => {
  it('begins with a snapshot and catches up on the first subscription', async () => {
    const { reader, screen, log, state } = setUp()
    log.announce()
    reader.start()
    await settle()
    log.announce()
    reader.subscribed()
    await settle()
    expect(screen.applied).toEqual(['all to 1', '2'])
    expect(state()).toEqual({ is: 'live' })
  })

  it('applies the next event without asking', async () => {
    const { log, screen, offer } = await live()
    log.announce()
    offer(3)
    await settle()
    expect(screen.applied).toEqual(['3'])
    expect(log.asked).toEqual([])
  })

  it('drops what it has seen', async () => {
    const { log, screen, offer } = await live()
    log.announce()
    offer(3)
    offer(3)
    offer(1)
    await settle()
    expect(screen.applied).toEqual(['3'])
  })

  it('fills a gap before it goes on, and shows what made it ask only once', async () => {
    const { log, screen, offer, state } = await live()
    log.announce()
    log.announce()
    log.announce()
    offer(5)
    await settle()
    expect(screen.applied).toEqual(['3', '4', '5'])
    expect(state()).toEqual({ is: 'live' })
  })

  it('takes live events that come while it catches up in their order', async () => {
    const { log, screen, offer, reader } = await live()
    log.announce()
    log.announce()
    reader.wake()
    offer(4)
    offer(3)
    log.announce()
    offer(5)
    await settle()
    expect(screen.applied).toEqual(['3', '4', '5'])
    expect(screen.faults).toEqual([])
  })

  it('catches up for the short form of an event, which comes whole then', async () => {
    const { log, screen, reader } = await live()
    const event = log.announce()
    reader.offer('Happened', { ...event, partial: true })
    await settle()
    expect(log.asked).toEqual(['after 2'])
    expect(screen.applied).toEqual(['3'])
  })

  it('loads anew when what was missed is not kept any more', async () => {
    const { log, screen, reader } = await live()
    for (let at = 0; at < 5; at += 1) log.announce()
    log.forgotten = 4
    reader.wake()
    await settle()
    expect(screen.applied).toEqual(['all to 7'])
  })

  it('loads anew when an event is of another log', async () => {
    const { log, screen, offer } = await live()
    log.restart(6)
    offer(6)
    await settle()
    expect(screen.applied).toEqual(['all to 6'])
    expect(screen.faults).toEqual([])
  })

  it('loads anew when an event could not be shown, and reports why', async () => {
    const { log, screen, offer, ports, state } = await live()
    const apply = vi.spyOn(ports, 'apply').mockImplementationOnce(() => {
      throw new Error('a fault of the screen')
    })
    log.announce()
    offer(3)
    await settle()
    expect(state().is).toBe('behind')
    await pass(1_000)
    expect(apply).toHaveBeenCalledOnce()
    expect(screen.applied).toEqual(['all to 3'])
    expect(reportError).toHaveBeenCalledOnce()
    expect(state().is).toBe('live')
  })

  it('shows nothing after it was stopped, not even what was under way', async () => {
    const { log, screen, reader, offer, states } = await live()
    states.length = 0
    log.announce()
    reader.wake()
    offer(3)
    states.length = 0
    reader.stop()
    await pass(POLL_MS * 3)
    expect(screen.applied).toEqual([])
    expect(states).toEqual([])
  })
})

describe('asking by itself', () => {
  it('asks on every subscription', async () => {
    const { log, screen, reader } = await live()
    reader.lost()
    log.announce()
    reader.subscribed()
    await settle()
    expect(screen.applied).toEqual(['3'])
  })

  it('asks when the page wakes', async () => {
    const { log, screen, reader } = await live()
    log.announce()
    reader.wake()
    await settle()
    expect(screen.applied).toEqual(['3'])
  })

  it('asks now and then although it is live, and stays live meanwhile', async () => {
    const { log, screen, states } = await live()
    states.length = 0
    log.announce()
    await pass(POLL_MS)
    expect(screen.applied).toEqual(['3'])
    expect(states).toEqual([])
  })

  it('asks more often while it is not subscribed, and tells that the hall answers', async () => {
    const { log, screen, reader, onReachable } = await live()
    reader.lost()
    log.announce()
    await pass(UNSUBSCRIBED_POLL_MS)
    expect(screen.applied).toEqual(['3'])
    expect(onReachable).toHaveBeenCalled()
  })

  it('asks once for signals that come together', async () => {
    const { log, reader } = await live()
    reader.wake()
    reader.wake()
    reader.subscribed()
    await settle()
    expect(log.asked).toEqual(['after 2'])
  })

  it('waits longer after each failure, and asks at once when the page wakes', async () => {
    const { log, reader } = await live()
    log.failNext(4)
    reader.wake()
    await pass(1_000 + 2_000)
    expect(log.asked).toHaveLength(3)
    await pass(3_999)
    expect(log.asked).toHaveLength(3)
    reader.wake()
    await settle()
    expect(log.asked).toHaveLength(4)
  })

  it('does not ask for every event while asking fails', async () => {
    const { log, reader, offer, screen } = await live()
    log.failNext(1)
    for (let at = 0; at < 20; at += 1) log.announce()
    for (let seq = 4; seq <= 22; seq += 1) offer(seq)
    await settle()
    expect(log.asked).toEqual(['after 2'])
    await pass(1_000)
    expect(screen.shown).toBe(22)
    expect(screen.faults).toEqual([])
    reader.stop()
  })
})
