import { describe, expect, it } from 'vitest'
import { ApiProblem, OfflineError, type Quote } from '@/api'
import { refusalOf } from './refusal'

const quote = (...prices: number[]): Quote => ({
  total: prices.reduce((sum, price) => sum + price, 0),
  vendors: prices.map((total, at) => ({
    vendor_id: at,
    vendor_name: `Stall ${at}`,
    subtotal: total,
    lines: [{ product_id: at, name: `Dish ${at}`, quantity: 1, unit_price: total, total, add_ons: [] }],
  })),
})
const problem = (code: string, body: Record<string, unknown>, status = 409): ApiProblem =>
  new ApiProblem(status, code, code, undefined, [], body)

describe('a checkout that was not placed', () => {
  it('names the lines whose price changed, and both totals', () => {
    const refusal = refusalOf(problem('total_changed', { quote: quote(100, 250) }), quote(100, 200))
    expect(refusal).toEqual({
      is: 'changed',
      before: 300,
      after: 350,
      lines: [{ name: 'Dish 1', before: 200, after: 250 }],
    })
  })

  it('names what cannot be ordered, with the line that it is in', () => {
    const item = { line: 1, code: 'out_of_stock', name: 'Fries', product_id: 3, requested: 5, available: 2 }
    const refusal = refusalOf(problem('out_of_stock', { items: [item] }), undefined)
    const { line, ...rest } = item
    expect(refusal).toEqual({ is: 'impossible', items: [{ line, problem: rest }] })
  })

  it.each([
    problem('invalid', {}, 422),
    problem('idempotency_key_reused', {}),
    new OfflineError('away'),
    undefined,
  ])('is left to be told otherwise where there is nothing to choose: %s', (error) => {
    expect(refusalOf(error, quote(1))).toBeUndefined()
  })
})
