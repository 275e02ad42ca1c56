import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { adminCreatePasswordLink, type ManagedStaff, type PasswordLinkBody } from '@/api'
import { useProblemText } from '@/composables/useProblemText'
import { toast } from '@/ui'

/** Making links with which a stall's staff set their passwords. */
export function usePasswordLink(vendorId: number) {
  const { t } = useI18n()
  const { problemText } = useProblemText()
  /** For whom one is being made. */
  const busyFor = ref<number>()
  /** The one that was made last; each shows once. */
  const made = ref<{ person: ManagedStaff; link: PasswordLinkBody }>()

  async function make(person: ManagedStaff): Promise<void> {
    busyFor.value = person.id
    made.value = undefined
    try {
      const link = await adminCreatePasswordLink({ path: { id: vendorId, user_id: person.id } })
      made.value = { person, link }
    } catch (error) {
      toast.error(t('hall.staff.noLink', { person: person.name }), {
        id: `link ${person.id}`,
        description: problemText(error),
      })
    } finally {
      busyFor.value = undefined
    }
  }

  return { busyFor, made, make }
}
