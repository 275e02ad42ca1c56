import * as v from 'valibot'
import { requiredText } from '@/lib/fields'

/** The letters that order numbers begin with, however they were typed. */
export const letterCode = v.pipe(
  requiredText,
  v.toUpperCase(),
  v.regex(/^[A-Z]{1,3}$/, 'hall.form.letterRule'),
)

/** An order number as it will look. */
export function exampleNumber(letters: string): string {
  const parsed = v.safeParse(letterCode, letters)
  return `${parsed.success ? parsed.output : 'B'}-042`
}
