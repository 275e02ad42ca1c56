import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { POLL_MS } from './channelReader'
import { live, pass, setUp, settle } from './testing/readerAtWork'

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-22T18:00:00Z') })
  vi.stubGlobal('reportError', vi.fn())
})
afterEach(() => {
  vi.useRealTimers()
})

describe('the state', () => {
  it('is not live before a catch-up within the subscription has succeeded', async () => {
    const { reader, state, log } = setUp()
    reader.start()
    await settle()
    expect(state().is).toBe('connecting')
    log.failNext(1)
    reader.subscribed()
    expect(state().is).toBe('catching-up')
    await settle()
    expect(state().is).toBe('behind')
    await pass(1_000)
    expect(state().is).toBe('live')
  })

  it('is behind since the last moment at which nothing could be missing', async () => {
    const { reader, state } = await live()
    const proven = Date.now()
    await pass(12_000)
    reader.lost()
    expect(state()).toEqual({ is: 'behind', since: proven })
  })

  it('is not live for a catch-up that was asked before the connection broke', async () => {
    const { reader, state, ports } = await live()
    let answer: () => void = () => undefined
    const missed = vi
      .spyOn(ports, 'fetchMissed')
      .mockImplementationOnce(
        () => new Promise((resolve) => (answer = () => resolve({ recovered: true, events: [] }))),
      )
    reader.wake()
    await settle()
    reader.lost()
    answer()
    await settle()
    expect(missed).toHaveBeenCalledOnce()
    expect(state().is).toBe('behind')
  })

  it('is behind when a poll fails although the socket seems to be there', async () => {
    const { log, state } = await live()
    log.failNext(1)
    await pass(POLL_MS)
    expect(state().is).toBe('behind')
    await pass(1_000)
    expect(state().is).toBe('live')
  })

  it('is behind, and not connecting for ever, where no socket can be had', async () => {
    const { reader, state } = setUp()
    reader.start()
    await pass(15_000)
    expect(state().is).toBe('behind')
  })
})
