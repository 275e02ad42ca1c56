import * as v from 'valibot'

/** What forms have in common, as the hall checks it. Messages are keys of texts. */

/** Something has to be there. */
export const requiredText = v.pipe(v.string(), v.trim(), v.nonEmpty('common.field.required'))

/** A person's or a stall's name. */
export const NAME_LENGTH = 120

/** An address to sign in with. */
export const emailText = v.pipe(requiredText, v.email('common.field.email'))

/** A password that is to be: not trimmed, and counted in characters as people count them. */
export const newPassword = v.pipe(
  v.string(),
  v.nonEmpty('common.field.required'),
  v.check((text) => [...text].length >= 8, 'common.field.passwordLength'),
  v.check((text) => [...text].length <= 200, 'common.field.passwordTooLong'),
)

/** A password that is. */
export const knownPassword = v.pipe(v.string(), v.nonEmpty('common.field.required'))
