import { ref, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import { cartAddLine, type RequestedLine } from '@/api'
import { useCartWrites } from '@/composables/useCart'
import { toast } from '@/ui'

/** Puts lines into the cart, and says so. It is not held while offline: made twice, it would add twice. */
export function useAddToCart() {
  const { t } = useI18n()
  const router = useRouter()
  const write = useCartWrites()
  const isAdding = ref(false)
  const problem = shallowRef<unknown>()

  /** Tells whether it is in the cart now; if not, `problem` says why. */
  async function add(line: RequestedLine, name: string): Promise<boolean> {
    if (isAdding.value) return false
    isAdding.value = true
    problem.value = undefined
    try {
      await write(() => cartAddLine({ body: line }))
    } catch (error) {
      problem.value = error
      return false
    } finally {
      isAdding.value = false
    }
    toast.success(t('menu.sheet.added', { quantity: line.quantity, name }), {
      id: 'added',
      action: { label: t('menu.sheet.viewCart'), onClick: () => void router.push('/cart') },
    })
    leaveItHere()
    return true
  }

  /** It leads on from this page; on another, as where one signs in to order, it would only be in the way. */
  function leaveItHere(): void {
    const stop = router.afterEach((to, from) => {
      if (to.path === from.path) return
      toast.dismiss('added')
      stop()
    })
  }

  return { isAdding, problem, add }
}
