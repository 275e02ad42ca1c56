import { expect, it } from 'vitest'
import type { HourBody } from '@/api'
import { hourName, worthShowing } from './dayHours'

const START = Date.parse('2026-11-22T20:00:00Z')
const HOUR = 3_600_000

/** A business day from 04:00 on, with orders in the hours that are named. */
function day(busy: Record<number, number>): HourBody[] {
  return Array.from({ length: 24 }, (_, at) => ({
    hour: (4 + at) % 24,
    starts_at: new Date(START + at * HOUR).toISOString(),
    orders: busy[(4 + at) % 24] ?? 0,
    revenue: 0,
  }))
}

const shown = (busy: Record<number, number>, hour: number): number[] =>
  worthShowing(day(busy), START + ((hour - 4 + 24) % 24) * HOUR + 1).map((each) => each.hour)

it('a day with orders is shown from the first of them to the present', () => {
  expect(shown({ 9: 1, 12: 8 }, 19)).toEqual([9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19])
})

it('a young day is filled up with the hours to come', () => {
  expect(shown({ 9: 1 }, 10)).toEqual([9, 10, 11, 12, 13, 14, 15, 16])
})

it('a day without orders begins now', () => {
  expect(shown({}, 11)).toEqual([11, 12, 13, 14, 15, 16, 17, 18])
})

it('the end of the day is filled up with what was before', () => {
  expect(shown({ 2: 1 }, 3)).toEqual([20, 21, 22, 23, 0, 1, 2, 3])
})

it('a day without hours shows none', () => {
  expect(worthShowing([], START)).toEqual([])
})

it('an hour is written as the clock shows it', () => {
  expect(day({}).slice(0, 2).map(hourName)).toEqual(['04:00', '05:00'])
})
