import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Connection, type Listener } from './connection'
import { FakeEcho } from './testing/fakeEcho'

const CHANNEL = 'private-vendor-orders.2'

function setUp() {
  const echo = new FakeEcho()
  const open = vi.fn<() => Promise<FakeEcho | null>>(async () => echo)
  const connection = new Connection(open as unknown as ConstructorParameters<typeof Connection>[0])
  return { echo, open, connection }
}

function listener() {
  return { subscribed: vi.fn(), lost: vi.fn(), event: vi.fn() } satisfies Listener
}

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0)

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('joining', () => {
  it('opens nothing before somebody listens', async () => {
    const { open, connection } = setUp()
    await settle()
    expect(open).not.toHaveBeenCalled()
    expect(connection.state.value).toBe('idle')
  })

  it('subscribes once for a channel, however many listen, and tells each of each event once', async () => {
    const { echo, open, connection } = setUp()
    const joined = vi.spyOn(echo, 'private')
    const [one, other] = [listener(), listener()]
    connection.join(CHANNEL, one)
    connection.join(CHANNEL, other)
    await settle()
    echo.room(CHANNEL).confirm()
    echo.room(CHANNEL).send('.OrderReceived', { _rt: { epoch: 'e', seq: 1 } })
    expect(open).toHaveBeenCalledOnce()
    expect(joined).toHaveBeenCalledOnce()
    for (const each of [one, other]) {
      expect(each.subscribed).toHaveBeenCalledOnce()
      expect(each.event).toHaveBeenCalledExactlyOnceWith('OrderReceived', { _rt: { epoch: 'e', seq: 1 } })
    }
  })

  it('tells a latecomer that the channel is subscribed already', async () => {
    const { echo, connection } = setUp()
    connection.join(CHANNEL, listener())
    await settle()
    echo.room(CHANNEL).confirm()
    const late = listener()
    connection.join(CHANNEL, late)
    expect(late.subscribed).toHaveBeenCalledOnce()
  })

  it('leaves the channel with the last one, not before', async () => {
    const { echo, connection } = setUp()
    const leaveOne = connection.join(CHANNEL, listener())
    const leaveOther = connection.join(CHANNEL, listener())
    await settle()
    leaveOne()
    leaveOne()
    expect(echo.room(CHANNEL).isLeft).toBe(false)
    leaveOther()
    expect(echo.room(CHANNEL).isLeft).toBe(true)
  })

  it('does nothing where the hall announces nothing', async () => {
    const { open, connection } = setUp()
    open.mockResolvedValue(null)
    connection.join(CHANNEL, listener())
    await settle()
    expect(connection.state.value).toBe('none')
  })
})

describe('losing', () => {
  it('tells everybody when the connection breaks, and again when it is back', async () => {
    const { echo, connection } = setUp()
    const hears = listener()
    connection.join(CHANNEL, hears)
    await settle()
    echo.become('connected')
    echo.room(CHANNEL).confirm()
    echo.become('connecting')
    expect(hears.lost).toHaveBeenCalledOnce()
    echo.become('connected')
    echo.room(CHANNEL).confirm()
    expect(hears.subscribed).toHaveBeenCalledTimes(2)
    expect(connection.state.value).toBe('connected')
  })

  it('tells at once that the socket broke, and not when pusher-js tries again', async () => {
    const { echo, connection } = setUp()
    const hears = listener()
    connection.join(CHANNEL, hears)
    await settle()
    echo.become('connected')
    echo.room(CHANNEL).confirm()
    echo.breakOff()
    expect(hears.lost).toHaveBeenCalledOnce()
  })

  it('comes back although the server sent it away for good', async () => {
    const { echo, connection } = setUp()
    connection.join(CHANNEL, listener())
    await settle()
    echo.become('connected')
    echo.become('disconnected')
    await vi.advanceTimersByTimeAsync(5_000)
    expect(echo.connect).toHaveBeenCalledOnce()
  })

  it('asks again for the right to listen, more and more rarely', async () => {
    const { echo, connection } = setUp()
    const hears = listener()
    connection.join(CHANNEL, hears)
    await settle()
    echo.room(CHANNEL).refuse()
    expect(hears.lost).toHaveBeenCalledOnce()
    await vi.advanceTimersByTimeAsync(2_000)
    expect(echo.subscribe).toHaveBeenCalledExactlyOnceWith(CHANNEL)
    echo.room(CHANNEL).refuse()
    await vi.advanceTimersByTimeAsync(3_999)
    expect(echo.subscribe).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(echo.subscribe).toHaveBeenCalledTimes(2)
  })

  it('tries again when it could not even be opened', async () => {
    const { echo, open, connection } = setUp()
    open.mockRejectedValueOnce(new Error('offline'))
    connection.join(CHANNEL, listener())
    await settle()
    expect(connection.state.value).toBe('away')
    await vi.advanceTimersByTimeAsync(3_000)
    expect(open).toHaveBeenCalledTimes(2)
    expect(echo.rooms.has(CHANNEL)).toBe(true)
  })

  it('does not wait for pusher-js while the hall answers, and does not hurry it either', async () => {
    const { echo, connection } = setUp()
    connection.join(CHANNEL, listener())
    await settle()
    echo.become('connected')
    connection.nudge()
    echo.become('unavailable')
    connection.nudge()
    expect(echo.connect).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(4_000)
    connection.nudge()
    connection.nudge()
    expect(echo.disconnect).toHaveBeenCalledOnce()
    expect(echo.connect).toHaveBeenCalledOnce()
  })
})

describe('closing', () => {
  it('ends the connection, and the next one is a new one', async () => {
    const { echo, open, connection } = setUp()
    connection.join(CHANNEL, listener())
    await settle()
    connection.close()
    expect(echo.disconnect).toHaveBeenCalledOnce()
    expect(connection.state.value).toBe('idle')
    connection.join(CHANNEL, listener())
    expect(open).toHaveBeenCalledTimes(2)
  })

  it('also ends one that is still being opened', async () => {
    const { echo, open, connection } = setUp()
    let opened: (echo: FakeEcho) => void = () => undefined
    open.mockImplementationOnce(() => new Promise((resolve) => (opened = resolve)))
    connection.join(CHANNEL, listener())
    connection.close()
    opened(echo)
    await settle()
    expect(echo.disconnect).toHaveBeenCalledOnce()
    expect(echo.rooms.size).toBe(0)
  })
})
