import { usePreferredDark } from '@vueuse/core'
import { nextTick, onMounted, reactive, watch, type Ref } from 'vue'
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
  watch([theme, isDark], () => void nextTick(read))
  return colors
}
