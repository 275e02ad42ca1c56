import { defineStore } from 'pinia'
import * as v from 'valibot'
import { watch } from 'vue'
import { ring } from '@/realtime'
import { stored } from '@/lib/stored'

const Alerts = v.object({
  sound: v.boolean(),
  volume: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  vibration: v.boolean(),
  notifications: v.boolean(),
})

/** How this browser makes itself noticed. */
export const useAlerts = defineStore('alerts', () => {
  const settings = stored('hawker.alerts', Alerts, {
    sound: true,
    volume: 0.8,
    vibration: true,
    notifications: true,
  })
  watch(
    () => (settings.value.sound ? settings.value.volume : 0),
    (volume) => ring.setVolume(volume),
    { immediate: true },
  )

  /** Lets the phone buzz, where it can and may. */
  function vibrate(pattern: number[] = [200, 100, 200]): void {
    if (settings.value.vibration) navigator.vibrate?.(pattern)
  }

  return { settings, vibrate }
})
