import * as v from 'valibot'
import { ref } from 'vue'
import { authForgotPassword } from '@/api'
import { useForm } from '@/composables/useForm'
import { emailText } from '@/lib/fields'

const Forgot = v.object({ email: emailText })

/** Asking for a mail with a link. Nobody is told whether there is such an account. */
export function useForgotPassword() {
  /** The address that was asked for, once the hall took it. */
  const sentTo = ref('')

  const form = useForm({ email: '' }, Forgot, async (values) => {
    const email = values.email.trim()
    await authForgotPassword({ body: { email } })
    sentTo.value = email
  })

  function startAgain(): void {
    sentTo.value = ''
  }

  return { ...form, sentTo, startAgain }
}
