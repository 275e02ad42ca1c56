import { defineStore } from 'pinia'
import * as v from 'valibot'
import { computed, onScopeDispose, ref, watch } from 'vue'
import { stored } from '@/lib/stored'
import { askToNotify, notificationPermission, ring, useWakeLock, type SoundState } from '@/realtime'
import { useAlerts } from '@/stores/alerts'
import { useSession } from '@/stores/session'

/** How the sound stands, with what this browser was told to do about it. */
export type ShiftSound = SoundState | 'muted'

/**
 * The shift at this screen: the sound can be heard, the screen stays awake, the system may notify. Browsers give these
 * only to a page that somebody touches, and take them away when it is loaded again; the first touch after that brings
 * them back.
 */
export const useShift = defineStore('shift', () => {
  const session = useSession()
  const alerts = useAlerts()
  const wakeLock = useWakeLock()
  const isOn = stored('hawker.shift', v.boolean(), false)
  const keepsAwake = stored('hawker.keeps-awake', v.boolean(), true)
  const permission = ref(notificationPermission())
  const isStarting = ref(false)

  const sound = computed<ShiftSound>(() => {
    const isMuted = !alerts.settings.sound || alerts.settings.volume === 0
    return ring.state.value === 'ready' && isMuted ? 'muted' : ring.state.value
  })

  async function start(): Promise<void> {
    isStarting.value = true
    isOn.value = true
    // All three are asked for within the click: what is asked for later, browsers refuse.
    const asked = askToNotify().then((answer) => (permission.value = answer))
    const woken = wake()
    await ring.unlock()
    ring.sound()
    await Promise.all([asked, woken])
    isStarting.value = false
  }

  /** Makes the sound possible again, and lets it be heard. */
  async function unlockSound(): Promise<void> {
    await ring.unlock()
    ring.sound()
  }

  async function allowNotices(): Promise<void> {
    permission.value = await askToNotify()
  }

  async function wake(): Promise<void> {
    if (keepsAwake.value) await wakeLock.keepAwake()
  }

  function end(): void {
    isOn.value = false
    void wakeLock.letSleep()
  }

  /** After the page was loaded again, the first touch is as good as the button. */
  function resume(): void {
    if (!isOn.value) return
    if (ring.state.value === 'locked' || ring.state.value === 'blocked') void ring.unlock()
    if (wakeLock.state.value === 'off' || wakeLock.state.value === 'refused') void wake()
  }

  watch(keepsAwake, (keeps) => void (keeps && isOn.value ? wake() : wakeLock.letSleep()))
  watch(
    () => session.user,
    (user) => {
      if (user === null) end()
    },
  )
  // The person may change the permission in the browser's own settings.
  const look = (): void => void (permission.value = notificationPermission())
  document.addEventListener('visibilitychange', look)
  document.addEventListener('click', resume)
  document.addEventListener('keydown', resume)
  onScopeDispose(() => {
    document.removeEventListener('visibilitychange', look)
    document.removeEventListener('click', resume)
    document.removeEventListener('keydown', resume)
  })

  return {
    isOn: computed(() => isOn.value),
    isStarting: computed(() => isStarting.value),
    sound,
    screen: computed(() => wakeLock.state.value),
    notices: computed(() => permission.value),
    keepsAwake,
    start,
    end,
    unlockSound,
    allowNotices,
  }
})
