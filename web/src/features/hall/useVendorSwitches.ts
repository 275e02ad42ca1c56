import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { isProblem, type ManagedVendor, type VendorChange } from '@/api'
import { useProblemText } from '@/composables/useProblemText'
import { toast } from '@/ui'
import { useVendorChange } from './useVendor'

/** What can be switched about a stall. */
export type Switch = 'pause' | 'resume' | 'activate' | 'deactivate'

const CHANGES: Record<Switch, VendorChange> = {
  pause: { is_paused: true },
  resume: { is_paused: false },
  activate: { is_active: true },
  deactivate: { is_active: false },
}

/** Pausing a stall, and taking it out of the hall. One whose orders are open stays: somebody waits for them. */
export function useVendorSwitches() {
  const { t } = useI18n()
  const { problemText } = useProblemText()
  const { change } = useVendorChange()
  /** What is being done. */
  const busy = ref<Switch>()
  /** How many open orders kept the stall from being switched off. */
  const openOrders = ref(0)

  async function turn(vendor: ManagedVendor, to: Switch): Promise<void> {
    busy.value = to
    const id = `vendor ${vendor.id}`
    const name = vendor.brand_name
    try {
      await change(vendor.id, CHANGES[to])
      if (to !== 'pause') openOrders.value = 0
      toast.success(t(`hall.switch.${to}.done`, { name }), { id })
    } catch (error) {
      if (isProblem(error, 'open_orders')) openOrders.value = Number(error.body['count'] ?? 1)
      else toast.error(t(`hall.switch.${to}.failed`, { name }), { id, description: problemText(error) })
    } finally {
      busy.value = undefined
    }
  }

  return { busy, openOrders, turn }
}
