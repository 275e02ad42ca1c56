import { expect, it } from 'vitest'
import { formatDateTime, formatDuration, formatMoney, formatTime } from './format'

it.each([
  [48_000, 'PHP', '₱480.00'],
  [5, 'PHP', '₱0.05'],
  [0, 'PHP', '₱0.00'],
  [-1_250, 'PHP', '-₱12.50'],
  [1_500, 'JPY', '¥1,500'],
  [12_345, 'KWD', 'KWD 12.345'],
])('%i minor units of %s are %s', (minor, currency, text) => {
  expect(formatMoney(minor, currency, 'en').replace(/\u00a0/g, ' ')).toBe(text)
})

it('the largest amounts lose nothing', () => {
  expect(formatMoney(Number.MAX_SAFE_INTEGER, 'PHP', 'en')).toBe('₱90,071,992,547,409.91')
})

it('a time is the hall’s, wherever the phone is', () => {
  expect(formatTime('2026-11-22T18:04:53Z', 'Asia/Manila', 'en')).toBe('02:04')
  expect(formatTime('2026-11-22T16:00:00Z', 'Asia/Manila', 'en')).toBe('00:00')
  expect(formatDateTime('2026-11-22T18:04:53Z', 'Asia/Manila', 'en')).toContain('23')
})

it.each([
  [0, '0 sec'],
  [59.4, '59 sec'],
  [60, '1 min'],
  [12 * 60 + 59, '12 min'],
  [60 * 60, '1 hr'],
  [2 * 3600 + 5 * 60, '2 hr 5 min'],
  [-3, '0 sec'],
])('%d seconds are %s', (seconds, text) => {
  expect(formatDuration(seconds, 'en')).toBe(text)
})
