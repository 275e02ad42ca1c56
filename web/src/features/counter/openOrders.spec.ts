import { describe, expect, it } from 'vitest'
import { isMeant, newest, ofStage, portionsOf } from './openOrders'
import { ago, anOrder } from './testing'

describe('what is newest', () => {
  it('is the higher version, whichever was heard last', () => {
    const pending = anOrder()
    const accepted = anOrder({ status: 'accepted', version: 2 })
    expect(newest(pending, accepted).status).toBe('accepted')
    expect(newest(accepted, pending).status).toBe('accepted')
  })

  it('never forgets that an order was seen, which has no version', () => {
    const seen = anOrder({ seen_at: ago(1) })
    expect(newest(seen, anOrder()).seen_at).toBe(ago(1))
    expect(newest(anOrder({ status: 'accepted', version: 2 }), seen)).toMatchObject({
      status: 'accepted',
      seen_at: ago(1),
    })
  })
})

it('a column has the order first that has waited longest, and a ready one waits from when it was ready', () => {
  const early = anOrder({ id: 1, placed_at: ago(9) })
  const late = anOrder({ id: 2, placed_at: ago(3) })
  expect(ofStage([late, early], 'pending').map(({ id }) => id)).toEqual([1, 2])

  const placedFirst = anOrder({ id: 1, status: 'ready_for_pickup', placed_at: ago(30), ready_at: ago(2) })
  const readyFirst = anOrder({ id: 2, status: 'ready_for_pickup', placed_at: ago(20), ready_at: ago(8) })
  expect(ofStage([placedFirst, readyFirst], 'ready_for_pickup').map(({ id }) => id)).toEqual([2, 1])
})

it.each([
  ['', true],
  ['B-042', true],
  ['b42', true],
  ['42', true],
  ['T7', true],
  ['josé', true],
  ['jose', true],
  ['43', false],
  ['Ben', false],
])('order B-042 of José at table T7 is meant by "%s": %s', (typed, isIt) => {
  const order = anOrder({ number: 'B-042', table_number: 'T7', customer_name: 'José Rizal' })
  expect(isMeant(order, typed)).toBe(isIt)
})

it('portions are counted over all lines', () => {
  const [line] = anOrder().lines
  if (line === undefined) throw new Error('an order has a line')
  expect(portionsOf(anOrder({ lines: [line, { ...line, quantity: 3 }] }))).toBe(5)
})
