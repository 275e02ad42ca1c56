import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref, type EffectScope } from 'vue'
import { useTitleFlash } from './titleFlash'

let scope: EffectScope
beforeEach(() => {
  vi.useFakeTimers()
  scope = effectScope()
  document.title = 'Orders'
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

it('the title changes between its own and the text while there is one', async () => {
  const text = ref('')
  scope.run(() => useTitleFlash(text))
  expect(document.title).toBe('Orders')
  text.value = '2 new orders'
  await nextTick()
  expect(document.title).toBe('2 new orders')
  vi.advanceTimersByTime(1_000)
  expect(document.title).toBe('Orders')
  vi.advanceTimersByTime(1_000)
  expect(document.title).toBe('2 new orders')
  text.value = ''
  await nextTick()
  expect(document.title).toBe('Orders')
  vi.advanceTimersByTime(5_000)
  expect(document.title).toBe('Orders')
})

it('a page that is left takes its flashing along', () => {
  scope.run(() => useTitleFlash(ref('1 new order')))
  scope.stop()
  expect(document.title).toBe('Orders')
  vi.advanceTimersByTime(5_000)
  expect(document.title).toBe('Orders')
})
