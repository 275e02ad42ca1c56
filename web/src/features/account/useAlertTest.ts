import { computed, ref } from 'vue'
import { askToNotify, notificationPermission, ring, type SoundState } from '@/realtime'
import { useAlerts } from '@/stores/alerts'

/** Trying how this browser makes itself noticed, and asking it for what it does not do unasked. */
export function useAlertTest() {
  const alerts = useAlerts()
  const outcome = ref<SoundState>()
  const permission = ref(notificationPermission())

  /** Sounds and buzzes once. Call it from a click, without which browsers stay silent. */
  async function tryOut(): Promise<void> {
    alerts.vibrate()
    outcome.value = await ring.unlock()
    if (outcome.value === 'ready') ring.sound()
  }

  /** On only where the person wishes it and the browser does it. */
  const notifications = computed({
    get: () => alerts.settings.notifications && permission.value === 'granted',
    set: (isWished) => {
      alerts.settings.notifications = isWished
      if (isWished) void ask()
    },
  })

  async function ask(): Promise<void> {
    permission.value = await askToNotify()
  }

  return { outcome, tryOut, notifications, permission }
}
