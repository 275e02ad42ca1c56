/** How long a recount rests after the last one, so that a rush is counted a few times a second and not more. */
export const REST_MS = 250
const RETRY_MS = 2_000

/** What a recount needs of the world. */
export interface RecountPorts {
  /** Counts and shows; throws where the hall was not reached. */
  count: () => Promise<void>
  /** Hears whether what is shown may be older than what is known to have happened. */
  onStale: (isStale: boolean) => void
}

/**
 * Counts again after something happened: at once, and where more happens meanwhile, once more afterwards. What is
 * shown is stale from the first happening until a count that began after the last one has come back.
 */
export class Recount {
  #isCounting = false
  #isWanted = false
  #isStopped = false
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly ports: RecountPorts) {}

  /** Something happened. */
  want(): void {
    this.#isWanted = true
    this.ports.onStale(true)
    if (!this.#isCounting && this.#timer === undefined) void this.#run()
  }

  /** Ends; nothing is counted after it. */
  stop(): void {
    this.#isStopped = true
    clearTimeout(this.#timer)
  }

  async #run(): Promise<void> {
    this.#isCounting = true
    this.#isWanted = false
    const isDone = await this.ports.count().then(
      () => true,
      () => false,
    )
    this.#isCounting = false
    if (this.#isStopped) return
    this.#isWanted ||= !isDone
    if (!this.#isWanted) this.ports.onStale(false)
    this.#timer = setTimeout(() => this.#rested(), isDone ? REST_MS : RETRY_MS)
  }

  #rested(): void {
    this.#timer = undefined
    if (this.#isWanted) void this.#run()
  }
}
