import { useQueryClient } from '@tanstack/vue-query'
import { computed, ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { toast } from '@/ui'
import { queryKeys, vendorPause, vendorResume } from '@/api'
import { useOwnVendor } from '@/api/ownVendor'
import { useProblemText } from '@/composables/useProblemText'

/** Whether the stall takes orders, and the switch for it, which asks first. */
export function usePause() {
  const { t } = useI18n()
  const { problemText } = useProblemText()
  const queryClient = useQueryClient()
  const { data: vendor } = useOwnVendor()
  const isAsking = ref(false)
  const isBusy = ref(false)
  const isPaused = computed(() => vendor.value?.is_paused ?? false)

  async function toggle(): Promise<void> {
    isBusy.value = true
    try {
      const answer = await (isPaused.value ? vendorResume() : vendorPause())
      queryClient.setQueryData(queryKeys.ownVendor, answer.vendor)
      toast.success(answer.vendor.is_paused ? t('dashboard.pause.isPaused') : t('dashboard.pause.isOpen'))
      isAsking.value = false
    } catch (error) {
      toast.error(problemText(error))
    } finally {
      isBusy.value = false
    }
  }

  return { vendor, isPaused, isAsking, isBusy, toggle }
}
