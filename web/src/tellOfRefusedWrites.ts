import { heldWrites } from '@/api'
import { i18n } from '@/i18n'
import { toast } from '@/ui/toast'

/** A write that was held over a load of the page, and then refused, is told of: nobody else waits for its answer. */
export function tellOfRefusedWrites(): void {
  heldWrites.onRefused = ({ label }, error) => {
    const { t } = i18n.global
    toast.error(t('common.offline.refused', { what: t(label.text, label.values ?? {}) }), {
      description: error instanceof Error ? error.message : '',
    })
  }
}
