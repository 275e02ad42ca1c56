import { usePreferredDark } from '@vueuse/core'
import { onMounted, reactive, watch, type Ref } from 'vue'
import { useTheme } from '@/composables/useTheme'

/** The colours of a canvas, which knows no stylesheet: read off an element that has them, in light and in dark. */
export function useChartColors(probe: Readonly<Ref<HTMLElement | null>>) {
  const theme = useTheme()
  const isDark = usePreferredDark()
  const colors = reactive({ bar: '', text: '', line: '' })

  function read(): void {
    if (probe.value === null) return
    const style = getComputedStyle(probe.value)
    Object.assign(colors, { bar: style.backgroundColor, text: style.color, line: style.borderTopColor })
  }

  onMounted(read)
  // The new colours are computed with the next frame, not when the preference changes.
  watch([theme, isDark], () => requestAnimationFrame(read))
  return colors
}
