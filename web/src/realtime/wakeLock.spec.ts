import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope, type EffectScope } from 'vue'
import { useWakeLock } from './wakeLock'

class FakeLock extends EventTarget {
  readonly release = vi.fn(async () => void this.dispatchEvent(new Event('release')))
}

let scope: EffectScope
const request = vi.fn<() => Promise<FakeLock>>()
const use = () => scope.run(() => useWakeLock()) ?? expect.fail('the scope is active')

beforeEach(() => {
  scope = effectScope()
  request.mockReset().mockImplementation(async () => new FakeLock())
  Object.defineProperty(navigator, 'wakeLock', { value: { request }, configurable: true })
})
afterEach(() => {
  scope.stop()
  Reflect.deleteProperty(navigator, 'wakeLock')
})

it('keeps the screen awake, and takes the lock again when the tab returns', async () => {
  const lock = new FakeLock()
  request.mockResolvedValueOnce(lock)
  const { state, keepAwake } = use()
  expect(await keepAwake()).toBe('awake')
  // The browser drops it when the tab is hidden.
  lock.dispatchEvent(new Event('release'))
  expect(state.value).toBe('off')
  document.dispatchEvent(new Event('visibilitychange'))
  await vi.waitFor(() => expect(state.value).toBe('awake'))
  expect(request).toHaveBeenCalledTimes(2)
})

it('says that it was refused, and that the page cannot have one', async () => {
  request.mockRejectedValueOnce(new DOMException('low battery', 'NotAllowedError'))
  const { keepAwake } = use()
  expect(await keepAwake()).toBe('refused')
  Reflect.deleteProperty(navigator, 'wakeLock')
  expect(await keepAwake()).toBe('unsupported')
})

it('lets the screen sleep when the page is left, and does not wake it again', async () => {
  const lock = new FakeLock()
  request.mockResolvedValueOnce(lock)
  await use().keepAwake()
  scope.stop()
  expect(lock.release).toHaveBeenCalledOnce()
  document.dispatchEvent(new Event('visibilitychange'))
  expect(request).toHaveBeenCalledOnce()
})
