import { shallowRef } from 'vue'
import type { Order } from '@/api'
import type { MoveName, Why } from './moves'
import { useDeclines } from './useDeclines'
import { useMoves } from './useMoves'

/** What has to be asked before a move is made: why, and what becomes of the portions. */
export type Question = 'decline' | 'cancel' | 'no-show'

/** A question about an order. */
export interface Asked {
  question: Question
  order: Order
}

/** Makes moves for a page, and asks where there is something to be asked first. */
export function useAsking() {
  const moves = useMoves()
  const declines = useDeclines()
  const asked = shallowRef<Asked>()

  function make(order: Order, move: MoveName): void {
    void moves.make(order, move)
  }

  function ask(order: Order, question: Question): void {
    asked.value = { order, question }
  }

  /** The person has said why: a decline waits a moment more, for whoever has tapped the wrong card. */
  function answer(why: Why): void {
    if (asked.value === undefined) return
    const { order, question } = asked.value
    asked.value = undefined
    if (question === 'decline') declines.plan(order, why)
    else void moves.make(order, 'cancel', why)
  }

  function close(): void {
    asked.value = undefined
  }

  return { asked, make, ask, answer, close }
}
