import { expect, it, vi } from 'vitest'
import type { Question } from './useAsking'
import { useReason } from './useReason'

function asking(question: Question) {
  const answer = vi.fn()
  return { answer, ...useReason(() => question, answer) }
}

it('there is no decline without a reason', () => {
  const { submit, isMissing, answer, reason } = asking('decline')
  submit()
  expect(isMissing.value).toBe(true)
  expect(answer).not.toHaveBeenCalled()
  reason.value = 'too_busy'
  submit()
  expect(answer).toHaveBeenCalledExactlyOnceWith({ reason: 'too_busy' })
})

it('words go along where there are some', () => {
  const { submit, answer, reason, text } = asking('decline')
  reason.value = 'other'
  text.value = '  The oven is broken '
  submit()
  expect(answer).toHaveBeenCalledWith({ reason: 'other', text: 'The oven is broken' })
})

it('an order that was being made says what becomes of its portions', () => {
  const { submit, answer, reason, restock } = asking('cancel')
  reason.value = 'cannot_prepare'
  submit()
  restock.value = true
  submit()
  expect(answer.mock.calls).toEqual([
    [{ reason: 'cannot_prepare', restock: false }],
    [{ reason: 'cannot_prepare', restock: true }],
  ])
})

it('where nobody came there is but one reason', () => {
  const { submit, answer } = asking('no-show')
  submit()
  expect(answer).toHaveBeenCalledWith({ reason: 'no_show' })
})
