import * as v from 'valibot'
import { ref } from 'vue'
import { adminCreateVendor, type CreatedVendor } from '@/api'
import { useForm } from '@/composables/useForm'
import { emailText, requiredText } from '@/lib/fields'
import { useVendorChange } from './useVendor'
import { letterCode } from './vendorFields'

const NewVendor = v.object({
  brand_name: requiredText,
  letter_code: letterCode,
  staff: v.object({ name: requiredText, email: emailText }),
})

/** Bringing a stall into the hall. */
export function useNewVendor() {
  const { keep } = useVendorChange()
  /** What was made, with the link that is shown once. */
  const created = ref<CreatedVendor>()

  const initial = { brand_name: '', letter_code: '', staff: { name: '', email: '' } }
  const form = useForm(initial, NewVendor, async (values) => {
    const made = await adminCreateVendor({ body: v.parse(NewVendor, values) })
    keep(made.vendor)
    created.value = made
  })

  return { ...form, created }
}
