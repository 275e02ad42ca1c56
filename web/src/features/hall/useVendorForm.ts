import * as v from 'valibot'
import { useI18n } from 'vue-i18n'
import type { ManagedVendor } from '@/api'
import { useForm } from '@/composables/useForm'
import { requiredText } from '@/lib/fields'
import { toast } from '@/ui'
import { useVendorChange } from './useVendor'
import { letterCode } from './vendorFields'

const Edit = v.object({ brand_name: requiredText, letter_code: letterCode })

/** Changing a stall's name and letters. */
export function useVendorForm({ id, brand_name, letter_code }: ManagedVendor) {
  const { t } = useI18n()
  const { change } = useVendorChange()

  const form = useForm({ brand_name, letter_code }, Edit, async (values) => {
    const saved = await change(id, v.parse(Edit, values))
    form.values.brand_name = saved.brand_name
    form.values.letter_code = saved.letter_code
    toast.success(t('hall.edit.saved', { name: saved.brand_name }), { id: `vendor ${id}` })
  })
  return form
}
