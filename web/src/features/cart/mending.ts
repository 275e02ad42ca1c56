import type { CartLine, CartLineChange, CartProblem } from '@/api'

/** What would make a line fit to be ordered: a change of it, or taking it out. `label` is the key of its text. */
export interface Mending {
  label: string
  values: Record<string, string | number>
  /** Undefined where only taking the line out helps. */
  change?: CartLineChange
}

const REMOVE: Mending = { label: 'cart.fix.remove', values: {} }

/** The nearest that can be had to what was wanted. */
export function mendingOf(problem: CartProblem, line: CartLine): Mending {
  switch (problem.code) {
    case 'out_of_stock':
      return takeFewer(line, problem.requested - problem.available)
    case 'add_on_quantity':
      return fewerOf(line, problem.index, problem.max)
    case 'add_on_unavailable':
    case 'unknown_add_on':
    case 'add_on_of_another_product':
    case 'add_on_twice':
      return without(line, problem.index)
    default:
      return REMOVE
  }
}

/** The stock is shared by all lines of the product: this one gives up what is too much. */
function takeFewer(line: CartLine, tooMany: number): Mending {
  const count = line.quantity - tooMany
  return count > 0 ? { label: 'cart.fix.take', values: { count }, change: { quantity: count } } : REMOVE
}

function fewerOf(line: CartLine, index: number, max: number): Mending {
  const name = line.add_ons[index]?.name ?? ''
  const add_ons = extrasOf(line).map((extra, at) => (at === index ? { ...extra, quantity: max } : extra))
  return { label: 'cart.fix.fewer', values: { max, name }, change: { add_ons } }
}

function without(line: CartLine, index: number): Mending {
  const name = line.add_ons[index]?.name ?? ''
  const add_ons = extrasOf(line).filter((_, at) => at !== index)
  return { label: 'cart.fix.leaveOut', values: { name }, change: { add_ons } }
}

function extrasOf(line: CartLine): { add_on_id: number; quantity: number }[] {
  return line.add_ons.map(({ add_on_id, quantity }) => ({ add_on_id, quantity }))
}
