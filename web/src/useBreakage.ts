import { onErrorCaptured, readonly, shallowRef, type Ref } from 'vue'
import { useRouter } from 'vue-router'
import { toast } from '@/ui/toast'
import { i18n } from '@/i18n'

/**
 * What a component was at when it failed, if it shows nothing after that: setting up, or rendering. Vue says it in
 * words while one develops, and by number in the built app.
 */
const FATAL = /^(setup function|render function|component update)$|#runtime-(0|1|15)$/

/** Whether the page failed, and something has to be shown in its place. The next page is tried again. */
export function useBreakage(): Readonly<Ref<boolean>> {
  const isBroken = shallowRef(false)
  const router = useRouter()

  onErrorCaptured((_error, _component, at) => {
    if (FATAL.test(at)) isBroken.value = true
  })
  router.onError(() => {
    const hasPage = router.currentRoute.value.matched.length > 0
    if (!hasPage) isBroken.value = true
    else toast.error(i18n.global.t('common.broken.notLoaded'), { id: 'not loaded' })
  })
  router.afterEach((_to, _from, failure) => {
    if (!failure) isBroken.value = false
  })
  return readonly(isBroken)
}
