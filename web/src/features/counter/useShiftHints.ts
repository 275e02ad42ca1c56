import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { useShift } from './useShift'

/** What of the shift does not work on this screen, and what the person can do about it. */
export function useShiftHints() {
  const { t } = useI18n()
  const shift = useShift()

  const hints = computed(() => {
    const told: string[] = []
    if (shift.sound !== 'ready') told.push(t(`counter.shift.hint.sound.${shift.sound}`))
    if (shift.screen === 'refused' || shift.screen === 'unsupported')
      told.push(t(`counter.shift.hint.screen.${shift.screen}`))
    if (shift.notices !== 'granted') told.push(t(`counter.shift.hint.notices.${shift.notices}`))
    return told
  })

  return { hints }
}
