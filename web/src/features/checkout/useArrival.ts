import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import type { Checkout } from '@/api'
import { toast } from '@/ui'

/** Where a placed checkout leads: whoever still waits is taken to it, whoever went on reading is told. */
export function useArrival(): (checkout: Checkout) => Promise<void> {
  const { t } = useI18n()
  const router = useRouter()

  return async (checkout) => {
    const path = `/orders/${checkout.id}`
    if (router.currentRoute.value.name === 'checkout') {
      await router.replace(path)
      return
    }
    toast.success(t('checkout.placed'), {
      id: `placed ${checkout.id}`,
      action: { label: t('checkout.follow'), onClick: () => void router.push(path) },
    })
  }
}
