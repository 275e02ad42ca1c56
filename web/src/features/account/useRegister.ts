import * as v from 'valibot'
import { useForm } from '@/composables/useForm'
import { emailText, newPassword, requiredText } from '@/lib/fields'
import { useSession } from '@/stores/session'
import { useWayIn } from './useWayIn'

const Register = v.object({ name: requiredText, email: emailText, password: newPassword })

/** Making a customer's account, which signs in, and on to where one was going. */
export function useRegister() {
  const session = useSession()
  const { goOn } = useWayIn()

  return useForm({ name: '', email: '', password: '' }, Register, async ({ name, email, password }) => {
    await session.register({ name: name.trim(), email: email.trim(), password })
    await goOn()
  })
}
