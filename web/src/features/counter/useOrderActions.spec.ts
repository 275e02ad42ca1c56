import { expect, it } from 'vitest'
import { afterMove } from './moves'
import { ago, anOrder, NOW } from './testing'
import { actionsFor } from './useOrderActions'

it.each([
  [anOrder(), ['accept', 'decline']],
  [anOrder({ status: 'accepted' }), ['ready', 'cancel']],
  [anOrder({ status: 'ready_for_pickup', ready_at: ago(5) }), ['complete', 'recall']],
  [anOrder({ status: 'ready_for_pickup', ready_at: ago(20) }), ['complete']],
  [anOrder({ status: 'ready_for_pickup', ready_at: ago(35) }), ['complete', 'noShow']],
  [anOrder({ status: 'completed' }), []],
  [anOrder({ status: 'cancelled' }), []],
])('an order offers what the stall may do with it, the usual first', (order, texts) => {
  expect(actionsFor(order, NOW).map(({ text }) => text)).toEqual(texts)
})

it('a move is shown as made, but what ends an order only when the hall has said so', () => {
  expect(afterMove(anOrder(), 'accept', NOW).status).toBe('accepted')
  expect(afterMove(anOrder({ status: 'accepted' }), 'ready', NOW)).toMatchObject({
    status: 'ready_for_pickup',
    ready_at: ago(0),
  })
  expect(afterMove(anOrder(), 'decline', NOW).status).toBe('pending')
  expect(afterMove(anOrder({ status: 'ready_for_pickup' }), 'complete', NOW).status).toBe('ready_for_pickup')
})
