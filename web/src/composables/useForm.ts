import * as v from 'valibot'
import { computed, nextTick, reactive, ref, type Ref } from 'vue'
import { ApiProblem } from '@/api'
import { useProblemText } from './useProblemText'

/** A form: what was entered, what is wrong with it, and how the last attempt went. */
export interface Form<Values extends object> {
  values: Values
  /** What is wrong with which field, in the person's language. */
  errors: Readonly<Ref<Readonly<Partial<Record<string, string>>>>>
  /** What is wrong with the whole. */
  failure: Readonly<Ref<string>>
  isBusy: Readonly<Ref<boolean>>
  submit: () => Promise<void>
}

/**
 * A form whose fields are checked by a valibot schema, and then by the hall: a field that the hall refuses is shown
 * like one that was refused here. The schema's messages are keys of texts. The first wrong field gets the focus.
 */
export function useForm<Values extends object>(
  initial: Values,
  schema: v.GenericSchema<Values, unknown>,
  send: (values: Values) => Promise<void>,
): Form<Values> {
  const values = reactive({ ...initial }) as Values
  const problem = ref<unknown>()
  const wrongHere = ref<Record<string, string>>({})
  const isBusy = ref(false)
  const { fieldText, problemText } = useProblemText()

  const errors = computed(() => ({ ...fieldText(problem.value), ...fieldText(wrongHere.value) }))
  const failure = computed(() => {
    const isOnFields = problem.value instanceof ApiProblem && problem.value.fields.length > 0
    return problem.value === undefined || isOnFields ? '' : problemText(problem.value)
  })

  async function submit(): Promise<void> {
    if (isBusy.value) return
    problem.value = undefined
    wrongHere.value = check(schema, values)
    if (Object.keys(wrongHere.value).length === 0) await attempt()
    if (Object.keys(errors.value).length > 0) await focusFirstWrong()
  }

  async function attempt(): Promise<void> {
    isBusy.value = true
    try {
      await send({ ...values })
    } catch (error) {
      problem.value = error
    } finally {
      isBusy.value = false
    }
  }

  return { values, errors, failure, isBusy, submit }
}

function check(schema: v.GenericSchema, values: object): Record<string, string> {
  const result = v.safeParse(schema, values)
  if (result.success) return {}
  const first = new Map<string, string>()
  for (const issue of result.issues) {
    const field = v.getDotPath(issue) ?? ''
    if (!first.has(field)) first.set(field, issue.message)
  }
  return Object.fromEntries(first)
}

async function focusFirstWrong(): Promise<void> {
  await nextTick()
  document.querySelector<HTMLElement>('form [aria-invalid="true"]')?.focus()
}
