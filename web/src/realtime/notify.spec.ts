import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { notify, notificationPermission } from './notify'

const shown = vi.fn()

class FakeNotification extends EventTarget {
  static permission: NotificationPermission = 'granted'

  constructor(title: string, options: NotificationOptions) {
    super()
    shown(title, options)
  }
}

const notice = { key: 'order 7', title: 'New order B-001', body: 'Table 12', path: '/stall/orders' }
let visibility: DocumentVisibilityState

beforeEach(() => {
  localStorage.clear()
  shown.mockReset()
  visibility = 'hidden'
  FakeNotification.permission = 'granted'
  vi.stubGlobal('Notification', FakeNotification)
  vi.spyOn(document, 'visibilityState', 'get').mockImplementation(() => visibility)
})
afterEach(() => vi.restoreAllMocks())

it('is shown by the system while the page is hidden, once', async () => {
  expect(await notify(notice)).toBe(true)
  expect(await notify(notice)).toBe(false)
  expect(shown).toHaveBeenCalledOnce()
  expect(shown.mock.calls[0]?.[0]).toBe('New order B-001')
})

it('is left to the page while it is seen', async () => {
  visibility = 'visible'
  expect(await notify(notice)).toBe(false)
  expect(shown).not.toHaveBeenCalled()
})

it('is not shown against the person’s will, nor where there are none', async () => {
  FakeNotification.permission = 'denied'
  expect(await notify(notice)).toBe(false)
  vi.unstubAllGlobals()
  Reflect.deleteProperty(window, 'Notification')
  expect(notificationPermission()).toBe('unsupported')
  expect(await notify(notice)).toBe(false)
})
