import * as v from 'valibot'
import { useForm } from '@/composables/useForm'
import { emailText, knownPassword } from '@/lib/fields'
import { useSession } from '@/stores/session'
import { useWayIn } from './useWayIn'

const SignIn = v.object({ email: emailText, password: knownPassword })

/** Signing in, and on to where one was going. */
export function useSignIn() {
  const session = useSession()
  const { goOn } = useWayIn()

  return useForm({ email: '', password: '' }, SignIn, async ({ email, password }) => {
    await session.login({ email: email.trim(), password })
    await goOn()
  })
}
