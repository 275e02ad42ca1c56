import * as v from 'valibot'
import { watch, type Ref } from 'vue'
import { stored } from '@/lib/stored'

const Theme = v.picklist(['system', 'light', 'dark'])

/** What the person chose: `system` follows the device. */
export type Theme = v.InferOutput<typeof Theme>

const theme = stored('hawker.theme', Theme, 'system')

watch(
  theme,
  (now) => {
    if (now === 'system') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = now
  },
  { immediate: true },
)

/** The theme of this browser. */
export function useTheme(): Ref<Theme> {
  return theme
}
