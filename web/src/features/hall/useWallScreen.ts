import { useFullscreen } from '@vueuse/core'
import { watch, type Ref } from 'vue'
import { useWakeLock } from '@/realtime'

/** Lets a part of the page fill the screen, which then stays awake: for the screen on the office's wall. */
export function useWallScreen(part: Readonly<Ref<HTMLElement | null>>) {
  const { isSupported, isFullscreen, toggle } = useFullscreen(part)
  const { keepAwake, letSleep } = useWakeLock()
  watch(isFullscreen, (isFull) => void (isFull ? keepAwake() : letSleep()))
  return { canFill: isSupported, isFull: isFullscreen, toggle }
}
