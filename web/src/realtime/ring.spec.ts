import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { RING_AGAIN_MS, Ring } from './ring'

/** Web Audio as far as the ring uses it. */
class FakeContext extends EventTarget {
  state: AudioContextState = 'suspended'
  readonly started: FakeContext[] = []
  readonly gain = { gain: { value: 1 }, connect: () => undefined }
  readonly destination = {}
  mayRun = true

  createGain(): unknown {
    return this.gain
  }

  createBufferSource(): unknown {
    return { buffer: null, connect: () => undefined, start: () => this.started.push(this) }
  }

  async decodeAudioData(): Promise<unknown> {
    return {}
  }

  resume(): Promise<void> {
    if (!this.mayRun) return new Promise(() => undefined)
    this.state = 'running'
    return Promise.resolve()
  }
}

interface Tab {
  ring: Ring
  context: FakeContext
  heard: () => number
}

const open: Tab[] = []

function tab(): Tab {
  const context = new FakeContext()
  const ring = new Ring({
    createContext: () => context as unknown as AudioContext,
    loadSound: async () => new ArrayBuffer(8),
  })
  const made = { ring, context, heard: () => context.started.length }
  open.push(made)
  return made
}

/** BroadcastChannel of the tests: reaches the other tabs at once. */
class FakeChannel extends EventTarget {
  static readonly all = new Set<FakeChannel>()

  constructor() {
    super()
    FakeChannel.all.add(this)
  }

  postMessage(data: unknown): void {
    for (const other of FakeChannel.all) {
      if (other !== this) other.dispatchEvent(new MessageEvent('message', { data }))
    }
  }
}

beforeEach(() => {
  localStorage.clear()
  FakeChannel.all.clear()
  vi.stubGlobal('BroadcastChannel', FakeChannel)
  vi.useFakeTimers()
})
afterEach(() => {
  for (const { ring } of open.splice(0)) ring.seen()
  vi.useRealTimers()
})

const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)

describe('being heard', () => {
  it('is locked until somebody touches the page, and ready then', async () => {
    const { ring } = tab()
    expect(ring.state.value).toBe('locked')
    expect(ring.sound()).toBe(false)
    expect(await ring.unlock()).toBe('ready')
    expect(ring.sound()).toBe(true)
    expect(ring.played.value).toBe(1)
  })

  it('says that the browser blocks it, and comes to itself when it does no more', async () => {
    const { ring, context } = tab()
    context.mayRun = false
    const unlocking = ring.unlock()
    await pass(1_000)
    expect(await unlocking).toBe('blocked')
    context.mayRun = true
    expect(await ring.unlock()).toBe('ready')
  })

  it('says that the sound could not be loaded', async () => {
    const ring = new Ring({
      createContext: () => new FakeContext() as unknown as AudioContext,
      loadSound: () => Promise.reject(new Error('404')),
    })
    expect(await ring.unlock()).toBe('broken')
  })

  it('says that there is no Web Audio', async () => {
    const ring = new Ring({
      createContext: () => {
        throw new ReferenceError('AudioContext is not defined')
      },
      loadSound: async () => new ArrayBuffer(8),
    })
    expect(await ring.unlock()).toBe('unsupported')
  })

  it('notices that the device took the sound away', async () => {
    const { ring, context } = tab()
    await ring.unlock()
    context.state = 'suspended'
    context.dispatchEvent(new Event('statechange'))
    expect(ring.state.value).toBe('blocked')
  })

  it('is as loud as it is set, before and after it is unlocked', async () => {
    const { ring, context } = tab()
    ring.setVolume(0.3)
    await ring.unlock()
    expect(context.gain.gain.value).toBe(0.3)
    ring.setVolume(7)
    expect(context.gain.gain.value).toBe(1)
  })
})

describe('ringing', () => {
  it('sounds at once, and again until somebody looks', async () => {
    const { ring, heard } = tab()
    await ring.unlock()
    await ring.start('order 7')
    expect(heard()).toBe(1)
    await pass(RING_AGAIN_MS * 2)
    expect(heard()).toBe(3)
    ring.seen('order 7')
    expect(ring.isRinging.value).toBe(false)
    await pass(RING_AGAIN_MS * 3)
    expect(heard()).toBe(3)
  })

  it('goes on while another order waits', async () => {
    const { ring, heard } = tab()
    await ring.unlock()
    await ring.start('order 7')
    await ring.start('order 8')
    ring.seen('order 7')
    const before = heard()
    await pass(RING_AGAIN_MS)
    expect(heard()).toBe(before + 1)
  })

  it('does not ring anew for an order that rang before', async () => {
    const { ring, heard } = tab()
    await ring.unlock()
    await ring.start('order 7')
    ring.seen('order 7')
    await pass(RING_AGAIN_MS)
    await ring.start('order 7')
    expect(heard()).toBe(1)
  })

  it('rings in one tab only, and to look in the other ends it in both', async () => {
    const [one, other] = [tab(), tab()]
    await Promise.all([one.ring.unlock(), other.ring.unlock()])
    await Promise.all([one.ring.start('order 7'), other.ring.start('order 7')])
    expect(one.heard() + other.heard()).toBe(1)
    await pass(RING_AGAIN_MS * 3)
    expect(one.heard() + other.heard()).toBe(4)
    other.ring.seen('order 7')
    await pass(RING_AGAIN_MS * 3)
    expect(one.heard() + other.heard()).toBe(4)
  })

  it('rings in the tab that can be heard', async () => {
    const [mute, loud] = [tab(), tab()]
    await loud.ring.unlock()
    await mute.ring.start('order 7')
    await loud.ring.start('order 7')
    expect(loud.heard()).toBe(1)
  })

  it('rings as soon as the sound is unlocked, for what waits already', async () => {
    const { ring, heard } = tab()
    await ring.start('order 7')
    await ring.unlock()
    await pass(RING_AGAIN_MS)
    expect(heard()).toBe(1)
  })
})
