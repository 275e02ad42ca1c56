import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope, nextTick, shallowRef } from 'vue'
import { useEdge } from './useEdge'

let grow: (height: number) => void
beforeEach(() => {
  class Observer {
    constructor(told: (entries: unknown[]) => void) {
      grow = (height) => told([{ borderBoxSize: [{ blockSize: height }] }])
    }
    observe = vi.fn()
    disconnect = vi.fn()
  }
  vi.stubGlobal('ResizeObserver', Observer)
})
afterEach(() => document.documentElement.removeAttribute('style'))

const head = (): string => document.documentElement.style.getPropertyValue('--head')

it('what stays in sight at an edge is known by its height, as long as it is there', async () => {
  const scope = effectScope()
  const bar = shallowRef<HTMLElement | null>(null)
  scope.run(() => useEdge('head', bar))
  expect(head()).toBe('')

  bar.value = document.createElement('div')
  await nextTick()
  grow(40)
  expect(head()).toBe('40px')
  grow(64)
  expect(head()).toBe('64px')

  bar.value = null
  await nextTick()
  expect(head()).toBe('')
})

it('it is forgotten with the page that had it', async () => {
  const scope = effectScope()
  scope.run(() => useEdge('head', shallowRef(document.createElement('div'))))
  await nextTick()
  grow(40)
  scope.stop()
  expect(head()).toBe('')
})
