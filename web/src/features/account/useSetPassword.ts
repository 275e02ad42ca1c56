import * as v from 'valibot'
import { computed, ref, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { authSetPassword, isProblem } from '@/api'
import { useForm } from '@/composables/useForm'
import { newPassword } from '@/lib/fields'
import { useSession } from '@/stores/session'
import { nextPath } from './nextPath'

const SetPassword = v.object({ password: newPassword })

/** Whether the link can set a password: it may have come without its token, or have been used before. */
export type LinkState = 'good' | 'incomplete' | 'dead'

/** Setting a password with the link of a mail, or of the hall's manager. It signs in. */
export function useSetPassword() {
  const session = useSession()
  const router = useRouter()
  const token = useToken()
  const refused = ref('')

  const form = useForm({ password: '' }, SetPassword, async ({ password }) => {
    const { user } = await authSetPassword({ body: { token: token.value, password } }).catch(remember)
    session.signedIn(user)
    await router.replace(nextPath(undefined, session.role))
  })

  /** A newer link may be opened in the same tab, so what is dead is the token and not the page. */
  function remember(error: unknown): never {
    if (isProblem(error, 'link_not_good')) refused.value = token.value
    throw error
  }

  const link = computed<LinkState>(() => {
    if (token.value === '') return 'incomplete'
    return token.value === refused.value ? 'dead' : 'good'
  })

  return { ...form, link }
}

/** The token behind the `#` of the address, which is taken out of it: addresses are kept in histories and shared. */
function useToken() {
  const route = useRoute()
  const router = useRouter()
  const token = ref('')
  watch(
    () => route.hash,
    (hash) => {
      const found = new URLSearchParams(hash.slice(1)).get('token')
      if (found === null) return
      token.value = found
      void router.replace({ path: route.path, query: route.query, hash: '' })
    },
    { immediate: true },
  )
  return token
}
