import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import { useProblemText } from '@/composables/useProblemText'
import { toast } from '@/ui'
import { useArrival } from './useArrival'
import { useAttempt } from './useAttempt'

/** Goes on with a checkout that was under way when the page was loaded anew, wherever the customer is now. */
export function useKeptAttempt(): void {
  const { t } = useI18n()
  const { problemText } = useProblemText()
  const router = useRouter()
  const arrive = useArrival()
  const attempt = useAttempt()

  attempt
    .resume()
    ?.then(arrive)
    .catch((error: unknown) => {
      // The checkout page says it itself, and says more.
      if (attempt.problem === undefined || router.currentRoute.value.name === 'checkout') return
      toast.error(t('checkout.notPlaced'), {
        id: 'not placed',
        description: problemText(error),
        action: { label: t('checkout.look'), onClick: () => void router.push('/checkout') },
      })
    })
}
