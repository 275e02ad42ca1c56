import { describe, expect, it } from 'vitest'
import type { CartLine, CartProblem, LineProblem } from '@/api'
import { mendingOf } from './mending'

const line: CartLine = {
  id: 4,
  product_id: 7,
  vendor_id: 2,
  vendor_name: 'Burger Hub',
  name: 'Fries',
  quantity: 5,
  add_ons: [
    { add_on_id: 1, name: 'Gravy', quantity: 3 },
    { add_on_id: 2, name: 'Cheese', quantity: 1 },
  ],
}
const problem = (of: LineProblem): CartProblem => ({ line: 0, line_id: 4, ...of }) as CartProblem
const outOfStock = (requested: number, available: number): CartProblem =>
  problem({ code: 'out_of_stock', name: 'Fries', product_id: 7, requested, available })

describe('a line that is not to be had as it is', () => {
  it('takes what is left', () => {
    expect(mendingOf(outOfStock(5, 2), line)).toMatchObject({ values: { count: 2 }, change: { quantity: 2 } })
  })
  it('gives up only what all lines of the product ask too much', () => {
    expect(mendingOf(outOfStock(8, 6), line).change).toEqual({ quantity: 3 })
  })
  it('goes where nothing is left for it', () => {
    expect(mendingOf(outOfStock(5, 0), line).change).toBeUndefined()
    expect(mendingOf(outOfStock(12, 6), line).change).toBeUndefined()
  })
  it('does without an extra that is gone, and keeps the others', () => {
    const gone = problem({ code: 'add_on_unavailable', index: 0, name: 'Gravy' })
    expect(mendingOf(gone, line)).toMatchObject({
      values: { name: 'Gravy' },
      change: { add_ons: [{ add_on_id: 2, quantity: 1 }] },
    })
  })
  it('takes fewer of an extra', () => {
    const change = mendingOf(problem({ code: 'add_on_quantity', index: 0, max: 2 }), line).change
    expect(change?.add_ons).toEqual([
      { add_on_id: 1, quantity: 2 },
      { add_on_id: 2, quantity: 1 },
    ])
  })
  it.each([
    { code: 'vendor_takes_no_orders', vendor_id: 2, vendor_name: 'Burger Hub' },
    { code: 'product_unavailable', name: 'Fries' },
    { code: 'unknown_product' },
  ] satisfies LineProblem[])('can only be taken out: $code', (of) => {
    expect(mendingOf(problem(of), line).change).toBeUndefined()
  })
})
