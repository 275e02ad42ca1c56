import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import { useProblemText } from '@/composables/useProblemText'
import { useSession } from '@/stores/session'
import { toast } from '@/ui'

/** Signing out. A customer goes on browsing; at a stall and in the office the next person signs in. */
export function useSignOut() {
  const { t } = useI18n()
  const { problemText } = useProblemText()
  const router = useRouter()
  const session = useSession()
  const isBusy = ref(false)

  async function signOut(): Promise<void> {
    const wasCustomer = session.role === 'customer'
    isBusy.value = true
    try {
      await session.logout()
      await router.replace(wasCustomer ? '/' : '/sign-in')
      toast(t('account.signOut.done'), { id: 'sign-out' })
    } catch (error) {
      toast.error(t('account.signOut.failed'), { id: 'sign-out', description: problemText(error) })
    } finally {
      isBusy.value = false
    }
  }

  return { isBusy, signOut }
}
