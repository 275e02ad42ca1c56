import { computed, readonly, ref } from 'vue'
import { claimEvery, claimOnce } from './onceAcrossTabs'
import ringUrl from './ring.wav?url'

/**
 * Whether the ring can be heard: `locked` until somebody touched the page, `ready`, `blocked` where the browser
 * refuses although somebody did, `broken` where the sound cannot be loaded, `unsupported` without Web Audio.
 */
export type SoundState = 'locked' | 'ready' | 'blocked' | 'broken' | 'unsupported'

/** How long until the ring sounds again while nobody has looked. */
export const RING_AGAIN_MS = 4_000
/** How long a browser may take to start the sound after a touch. */
const UNLOCK_PATIENCE_MS = 1_000

/** What a ring is made of; given from outside where there is no browser. */
export interface RingParts {
  createContext: () => AudioContext
  loadSound: () => Promise<ArrayBuffer>
}

const browserParts: RingParts = {
  createContext: () => new AudioContext(),
  loadSound: async () => {
    const response = await fetch(ringUrl)
    if (!response.ok) throw new Error(`the ring's sound answered ${response.status}`)
    return response.arrayBuffer()
  },
}

/**
 * The sound of a new order. It sounds at once, and again every few seconds until each order was looked at; with
 * several tabs open only one of them sounds, and to look in one of them ends it in all.
 */
export class Ring {
  readonly #state = ref<SoundState>('locked')
  readonly #waiting = ref<ReadonlySet<string>>(new Set())
  readonly #played = ref(0)
  #context: AudioContext | undefined
  #sound: AudioBuffer | undefined
  #gain: GainNode | undefined
  #volume = 1
  #again: ReturnType<typeof setInterval> | undefined
  #tabs: BroadcastChannel | undefined

  constructor(private readonly parts: RingParts = browserParts) {
    if (typeof BroadcastChannel === 'undefined') return
    this.#tabs = new BroadcastChannel('hawker.ring')
    this.#tabs.addEventListener('message', ({ data }: MessageEvent<{ seen: string[] }>) =>
      this.#forget(data.seen),
    )
  }

  /** Whether it can be heard. */
  readonly state = readonly(this.#state)
  /** How often this tab has sounded. */
  readonly played = readonly(this.#played)
  /** Whether an order waits for somebody to look. */
  readonly isRinging = computed(() => this.#waiting.value.size > 0)

  /** Makes the sound possible. Browsers allow it only while somebody touches the page, so call it from a click. */
  async unlock(): Promise<SoundState> {
    try {
      this.#context ??= this.#open()
    } catch {
      return (this.#state.value = 'unsupported')
    }
    const isRunning = this.#resume(this.#context)
    try {
      this.#sound ??= await this.#context.decodeAudioData(await this.parts.loadSound())
    } catch {
      return (this.#state.value = 'broken')
    }
    return (this.#state.value = (await isRunning) ? 'ready' : 'blocked')
  }

  /** How loud, from 0 to 1. */
  setVolume(volume: number): void {
    this.#volume = Math.min(1, Math.max(0, volume))
    if (this.#gain) this.#gain.gain.value = this.#volume
  }

  /** Sounds once, whatever else is going on: the test, and the customer's chime. Tells whether it sounded. */
  sound(): boolean {
    if (this.#state.value !== 'ready' || !this.#context || !this.#sound || !this.#gain) return false
    const source = this.#context.createBufferSource()
    source.buffer = this.#sound
    source.connect(this.#gain)
    source.start()
    this.#played.value += 1
    return true
  }

  /** Rings for something, once for each key however many tabs hear of it, and again until it is looked at. */
  async start(key: string): Promise<void> {
    this.#waiting.value = new Set(this.#waiting.value).add(key)
    this.#again ??= setInterval(() => void this.#soundAgain(), RING_AGAIN_MS)
    // A tab that cannot be heard must not take the ring from one that can.
    if (this.#state.value !== 'ready' || !(await claimOnce(`ring ${key}`))) return
    if (this.#waiting.value.has(key) && (await claimEvery('ring', RING_AGAIN_MS / 2))) this.sound()
  }

  /** Somebody looked at these. Without keys: at everything. */
  seen(...keys: string[]): void {
    const seen = keys.length > 0 ? keys : [...this.#waiting.value]
    this.#forget(seen)
    this.#tabs?.postMessage({ seen })
  }

  #open(): AudioContext {
    const context = this.parts.createContext()
    this.#gain = context.createGain()
    this.#gain.gain.value = this.#volume
    this.#gain.connect(context.destination)
    // A phone call or a sleeping tablet suspends the sound behind our back.
    context.addEventListener('statechange', () => {
      if (this.#sound) this.#state.value = context.state === 'running' ? 'ready' : 'blocked'
    })
    return context
  }

  async #resume(context: AudioContext): Promise<boolean> {
    const patience = new Promise((over) => setTimeout(over, UNLOCK_PATIENCE_MS))
    await Promise.race([context.resume().catch(() => undefined), patience])
    return context.state === 'running'
  }

  async #soundAgain(): Promise<void> {
    if (this.#state.value !== 'ready') return
    // A little less than the interval: timers of two tabs are never quite in step.
    if ((await claimEvery('ring', RING_AGAIN_MS * 0.9)) && this.isRinging.value) this.sound()
  }

  #forget(keys: readonly string[]): void {
    this.#waiting.value = new Set([...this.#waiting.value].filter((key) => !keys.includes(key)))
    if (this.#waiting.value.size > 0) return
    clearInterval(this.#again)
    this.#again = undefined
  }
}

/** The ring of this page. */
export const ring = new Ring()
