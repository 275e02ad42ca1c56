import { expect, it } from 'vitest'
import { nextPath } from './nextPath'

it.each(['/checkout', '/stall/orders?tab=history', '/a#b'])('leads on to %s', (path) => {
  expect(nextPath(path, 'customer')).toBe(path)
})

it.each([
  '//evil.example',
  '/\\evil.example',
  'https://evil.example',
  'javascript:alert(1)',
  '',
  undefined,
  ['/a'],
])('never leads to another site by %s', (wanted) => {
  expect(nextPath(wanted, 'customer')).toBe('/')
})

it('leads each role to where it begins', () => {
  expect(nextPath(undefined, 'vendor')).toBe('/stall/orders')
  expect(nextPath(undefined, 'superadmin')).toBe('/floor')
})
