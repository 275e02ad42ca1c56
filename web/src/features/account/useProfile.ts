import * as v from 'valibot'
import { useI18n } from 'vue-i18n'
import { authUpdateProfile } from '@/api'
import { useForm } from '@/composables/useForm'
import { requiredText } from '@/lib/fields'
import { useSession } from '@/stores/session'
import { toast } from '@/ui'

const Profile = v.object({ name: requiredText })

/** Changing one's own name. */
export function useProfile() {
  const { t } = useI18n()
  const session = useSession()

  const form = useForm({ name: session.user?.name ?? '' }, Profile, async ({ name }) => {
    const { user } = await authUpdateProfile({ body: { name: name.trim() } })
    session.user = user
    form.values.name = user.name
    toast.success(t('account.profile.saved'), { id: 'profile' })
  })
  return form
}
