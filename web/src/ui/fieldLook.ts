import { computed, useId, type ComputedRef } from 'vue'

/** How every field looks. */
export const fieldClasses =
  'w-full rounded-small border border-line-strong bg-surface px-3.5 py-2.5 text-base text-ink min-h-touch ' +
  'placeholder:text-muted aria-invalid:border-bad aria-invalid:border-2 disabled:opacity-60'

/** What ties a field to its label, its hint and its error. */
export function useFieldIds(props: { hint?: string | undefined; error?: string | undefined }): {
  id: string
  describedBy: ComputedRef<string | undefined>
} {
  const id = useId()
  const describedBy = computed(() => {
    const ids = [props.hint ? `${id}-hint` : '', props.error ? `${id}-error` : ''].filter(Boolean)
    return ids.length > 0 ? ids.join(' ') : undefined
  })
  return { id, describedBy }
}
