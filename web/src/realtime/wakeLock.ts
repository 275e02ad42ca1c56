import { onScopeDispose, readonly, ref, type Ref } from 'vue'

/** Whether the screen is kept awake; `unsupported` also on pages without https. */
export type WakeState = 'off' | 'awake' | 'refused' | 'unsupported'

/** Keeps the screen awake while asked to, also after the tab was away: browsers drop the lock when it is hidden. */
export function useWakeLock(): {
  state: Readonly<Ref<WakeState>>
  keepAwake: () => Promise<WakeState>
  letSleep: () => Promise<void>
} {
  const state = ref<WakeState>('off')
  let isWanted = false
  let lock: WakeLockSentinel | undefined

  async function keepAwake(): Promise<WakeState> {
    isWanted = true
    if (!('wakeLock' in navigator)) return (state.value = 'unsupported')
    try {
      lock = await navigator.wakeLock.request('screen')
      lock.addEventListener('release', () => (state.value = 'off'))
      return (state.value = 'awake')
    } catch {
      return (state.value = 'refused')
    }
  }

  async function letSleep(): Promise<void> {
    isWanted = false
    await lock?.release()
    state.value = 'off'
  }

  const shown = (): void => {
    if (isWanted && document.visibilityState === 'visible') void keepAwake()
  }
  document.addEventListener('visibilitychange', shown)
  onScopeDispose(() => {
    document.removeEventListener('visibilitychange', shown)
    void letSleep()
  })
  return { state: readonly(state), keepAwake, letSleep }
}
