import { ApiProblem, type LineProblem, type Quote } from '@/api'

/** A line whose price is not what was agreed to. */
export interface ChangedLine {
  name: string
  before: number
  after: number
}

/** Why a checkout was not placed, as far as the customer can do something about it. */
export type Refusal =
  | { is: 'changed'; before: number; after: number; lines: ChangedLine[] }
  | { is: 'impossible'; items: { line: number; problem: LineProblem }[] }
  | undefined

/** What an answer means to somebody who agreed to `agreed`. */
export function refusalOf(error: unknown, agreed: Quote | undefined): Refusal {
  if (!(error instanceof ApiProblem) || error.status !== 409) return undefined
  const quote = error.body['quote'] as Quote | undefined
  if (error.code === 'total_changed' && quote !== undefined) {
    return {
      is: 'changed',
      before: agreed?.total ?? quote.total,
      after: quote.total,
      lines: agreed === undefined ? [] : changedLines(agreed, quote),
    }
  }
  const items = error.body['items']
  if (!Array.isArray(items)) return undefined
  return {
    is: 'impossible',
    items: (items as (LineProblem & { line: number })[]).map(({ line, ...problem }) => ({
      line,
      problem: problem as LineProblem,
    })),
  }
}

/** Both quotes are of the same lines, in the same order. */
function changedLines(before: Quote, after: Quote): ChangedLine[] {
  const linesOf = (quote: Quote) => quote.vendors.flatMap((vendor) => vendor.lines)
  const old = linesOf(before)
  return linesOf(after).flatMap((line, at) => {
    const was = old[at]
    const isChanged = was?.product_id === line.product_id && was.total !== line.total
    return isChanged ? [{ name: line.name, before: was.total, after: line.total }] : []
  })
}
