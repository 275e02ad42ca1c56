import { useI18n } from 'vue-i18n'
import { ApiProblem, OfflineError } from '@/api'
import { i18n } from '@/i18n'

/** The sentence for an error: by its code where there is a text for it, else as the hall put it. */
export function problemText(error: unknown): string {
  const { t } = i18n.global
  if (error instanceof OfflineError) return t('common.problem.offline')
  if (!(error instanceof ApiProblem)) return t('common.problem.unknown')
  return codeText(error.code) ?? error.message
}

function codeText(code: string): string | undefined {
  const { t, te } = i18n.global
  const key = `common.problem.code.${code}`
  return te(key) || te(key, 'en') ? t(key) : undefined
}

/** Says in the person's language what went wrong. */
export function useProblemText() {
  const { t } = useI18n()

  /** The messages by field: of a problem, or of keys by field. */
  function fieldText(source: unknown): Record<string, string> {
    if (source instanceof ApiProblem) {
      // A code that is about one field says it better than the field's message, which is in English only.
      const told = source.fields.length === 1 ? codeText(source.code) : undefined
      return Object.fromEntries(source.fields.map(({ field, message }) => [field, told ?? message]))
    }
    if (typeof source !== 'object' || source === null || source instanceof Error) return {}
    return Object.fromEntries(
      Object.entries(source as Record<string, string>).map(([field, key]) => [field, t(key)]),
    )
  }

  return { problemText, fieldText }
}
