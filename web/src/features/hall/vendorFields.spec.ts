import * as v from 'valibot'
import { expect, it } from 'vitest'
import { exampleNumber, letterCode } from './vendorFields'

it.each([
  ['b', 'B'],
  [' bh ', 'BH'],
  ['ABC', 'ABC'],
])('the letters %s are %s', (typed, letters) => {
  expect(v.parse(letterCode, typed)).toBe(letters)
})

it.each(['ABCD', 'B1', 'Ñ', 'B-'])('%s is refused', (typed) => {
  expect(v.safeParse(letterCode, typed).issues?.[0].message).toBe('hall.form.letterRule')
})

it('shows an order number as it will look', () => {
  expect(exampleNumber('bh')).toBe('BH-042')
  expect(exampleNumber('')).toBe('B-042')
})
