import { toValue, watchEffect, type MaybeRefOrGetter } from 'vue'
import { useHall } from '@/api/hall'

/** Names the page in the tab and in the history: `Cart · Hawker Hall`. */
export function useTitle(title: MaybeRefOrGetter<string>): void {
  const { data: hall } = useHall()
  watchEffect(() => {
    document.title = [toValue(title), hall.value?.name].filter(Boolean).join(' · ')
  })
}
