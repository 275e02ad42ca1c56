import { onScopeDispose, readonly, ref, type Ref } from 'vue'

const TICK_MS = 1_000
const now = ref(Date.now())
let users = 0
let timer: ReturnType<typeof setInterval> | undefined

const tick = (): void => {
  now.value = Date.now()
}

/** The present moment in epoch milliseconds, by one clock for all that tick, which rests while nobody looks. */
export function useNow(): Readonly<Ref<number>> {
  users += 1
  tick()
  timer ??= setInterval(tick, TICK_MS)
  onScopeDispose(() => {
    users -= 1
    if (users > 0) return
    clearInterval(timer)
    timer = undefined
  })
  return readonly(now)
}
