import * as v from 'valibot'
import type { CheckoutRequest } from '@/api'

const Kept = v.object({
  customerId: v.number(),
  key: v.string(),
  request: v.record(v.string(), v.unknown()),
  isUnclear: v.boolean(),
})

/** An attempt to place a checkout that has no answer yet. */
export interface KeptAttempt {
  customerId: number
  /** The `Idempotency-Key`: one for each attempt, however often it is sent. */
  key: string
  request: CheckoutRequest
  /** It failed in a way that leaves open whether it was placed: only the customer may send it again. */
  isUnclear: boolean
}

const STORE = 'hawker.checkout-attempt'

/** The attempt of this tab, which outlives a load of the page. */
export function keptAttempt(): KeptAttempt | undefined {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(STORE) ?? 'null')
    return v.is(Kept, kept) ? (kept as unknown as KeptAttempt) : undefined
  } catch {
    return undefined
  }
}

/** Keeps an attempt until it is answered; then there is none. */
export function keepAttempt(attempt: KeptAttempt | undefined): void {
  try {
    if (attempt === undefined) sessionStorage.removeItem(STORE)
    else sessionStorage.setItem(STORE, JSON.stringify(attempt))
  } catch {
    // A browser that stores nothing: the attempt lasts as long as the page.
  }
}
