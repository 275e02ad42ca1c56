import * as v from 'valibot'
import { expect, it } from 'vitest'
import { emailText, newPassword, requiredText } from './fields'

const wrong = (schema: v.GenericSchema, value: string): string | undefined =>
  v.safeParse(schema, value).issues?.[0].message

it('a password needs eight characters, however many bytes they take, and may have blanks at its ends', () => {
  expect(wrong(newPassword, 'sevenab')).toBe('common.field.passwordLength')
  expect(wrong(newPassword, '🍜🍜🍜🍜')).toBe('common.field.passwordLength')
  expect(wrong(newPassword, ' sevena ')).toBeUndefined()
  expect(v.parse(newPassword, '🍜🍜🍜🍜🍜🍜🍜🍜 ')).toBe('🍜🍜🍜🍜🍜🍜🍜🍜 ')
  expect(wrong(newPassword, 'a'.repeat(201))).toBe('common.field.passwordTooLong')
})

it('an empty field is told so before anything else is', () => {
  expect(wrong(newPassword, '')).toBe('common.field.required')
  expect(wrong(emailText, '  ')).toBe('common.field.required')
  expect(wrong(requiredText, ' \t')).toBe('common.field.required')
})

it('blanks around an address are not part of it', () => {
  expect(v.parse(emailText, ' ana@example.com ')).toBe('ana@example.com')
  expect(wrong(emailText, 'ana@example')).toBe('common.field.email')
})
