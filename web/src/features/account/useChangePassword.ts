import * as v from 'valibot'
import { useI18n } from 'vue-i18n'
import { ApiProblem, authChangePassword } from '@/api'
import { useForm } from '@/composables/useForm'
import { knownPassword, newPassword } from '@/lib/fields'
import { toast } from '@/ui'

const Change = v.object({ current_password: knownPassword, new_password: newPassword })

/** Changing one's own password. All other devices of the account are signed out by it. */
export function useChangePassword() {
  const { t } = useI18n()

  const form = useForm({ current_password: '', new_password: '' }, Change, async (passwords) => {
    await authChangePassword({ body: passwords }).catch(tellWrong)
    Object.assign(form.values, { current_password: '', new_password: '' })
    toast.success(t('account.changePassword.saved'), { id: 'password' })
  })
  return form
}

/** All that the hall can hold against the password as it is, is that it is another one; so it can be said in words. */
function tellWrong(error: unknown): never {
  if (!(error instanceof ApiProblem) || error.field('current_password') === undefined) throw error
  const { status, title, detail, fields, body } = error
  throw new ApiProblem(status, 'wrong_password', title, detail, fields, body)
}
