import { describe, expect, it } from 'vitest'
import { ageLevel, canBeNoShow, canRecall } from './orderAge'
import { ago, anOrder, NOW } from './testing'

describe('how pressing an order is', () => {
  it.each([
    [1, 'fresh'],
    [2.9, 'fresh'],
    [3, 'ageing'],
    [7.4, 'ageing'],
    [7.5, 'late'],
    [40, 'late'],
  ])('pending for %d of 15 minutes is %s', (minutes, level) => {
    const order = anOrder({ placed_at: ago(minutes), expires_at: ago(minutes - 15) })
    expect(ageLevel(order, NOW)).toBe(level)
  })

  it('goes by the patience of the hall while it is pending', () => {
    const order = anOrder({ placed_at: ago(3), expires_at: ago(3 - 60) })
    expect(ageLevel(order, NOW)).toBe('fresh')
  })

  it.each([
    ['accepted', 9, 'fresh'],
    ['accepted', 10, 'ageing'],
    ['accepted', 20, 'late'],
  ] as const)('%s and placed %d minutes ago is %s', (status, minutes, level) => {
    expect(ageLevel(anOrder({ status, placed_at: ago(minutes) }), NOW)).toBe(level)
  })

  it.each([
    [9, 'fresh'],
    [10, 'ageing'],
    [30, 'late'],
  ])('ready for %d minutes is %s, however long it was made', (minutes, level) => {
    const order = anOrder({ status: 'ready_for_pickup', placed_at: ago(90), ready_at: ago(minutes) })
    expect(ageLevel(order, NOW)).toBe(level)
  })
})

it.each([
  [0, true, false],
  [10, true, false],
  [10.1, false, false],
  [29.9, false, false],
  [30, false, true],
])('ready for %d minutes: recall %s, no show %s', (minutes, isRecallable, isNoShow) => {
  const order = anOrder({ status: 'ready_for_pickup', ready_at: ago(minutes) })
  expect([canRecall(order, NOW), canBeNoShow(order, NOW)]).toEqual([isRecallable, isNoShow])
})

it('only what is ready can be recalled or missed', () => {
  const order = anOrder({ status: 'accepted', ready_at: ago(40) })
  expect([canRecall(order, NOW), canBeNoShow(order, NOW)]).toEqual([false, false])
})
