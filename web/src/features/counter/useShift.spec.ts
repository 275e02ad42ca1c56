import { beforeEach, expect, it, vi } from 'vitest'
import { useAlerts } from '@/stores/alerts'
import { useSession } from '@/stores/session'
import { atTheStall } from './testing'
import { useShift } from './useShift'
import { useShiftHints } from './useShiftHints'

const world = vi.hoisted(() => ({
  unlock: vi.fn(),
  sound: vi.fn(),
  keepAwake: vi.fn(),
  letSleep: vi.fn(),
  ask: vi.fn(),
  state: { value: 'locked' },
  screen: { value: 'off' },
}))
vi.mock('@/realtime', async (original) => ({
  ...(await original<object>()),
  ring: { state: world.state, unlock: world.unlock, sound: world.sound, setVolume: vi.fn() },
  useWakeLock: () => ({ state: world.screen, keepAwake: world.keepAwake, letSleep: world.letSleep }),
  askToNotify: world.ask,
  notificationPermission: () => 'default',
}))

beforeEach(() => {
  localStorage.clear()
  world.state.value = 'locked'
  for (const spy of [world.unlock, world.sound, world.keepAwake, world.letSleep]) spy.mockReset()
  world.unlock.mockResolvedValue('ready')
  world.keepAwake.mockResolvedValue('awake')
  world.ask.mockReset().mockResolvedValue('granted')
})

const open = () => atTheStall(() => ({ shift: useShift(), alerts: useAlerts(), ...useShiftHints() }))

it('starting asks for all three within the click, and rings once as a test', async () => {
  const { shift } = await open()
  const started = shift.start()
  expect([world.unlock, world.keepAwake, world.ask].map((spy) => spy.mock.calls.length)).toEqual([1, 1, 1])
  await started
  expect(world.sound).toHaveBeenCalledOnce()
  expect(shift.isOn).toBe(true)
  expect(shift.notices).toBe('granted')
})

it('what is refused is said in words', async () => {
  world.ask.mockResolvedValue('denied')
  const { shift, hints } = await open()
  await shift.start()
  expect(hints.value.some((hint) => hint.startsWith('Notifications are blocked'))).toBe(true)
  expect(hints.value.some((hint) => hint.startsWith('The browser plays no sound'))).toBe(true)
})

it('after the page was loaded again, the first touch brings the sound back', async () => {
  localStorage.setItem('hawker.shift', 'true')
  const { shift } = await open()
  expect(shift.isOn).toBe(true)
  expect(world.unlock).not.toHaveBeenCalled()
  document.dispatchEvent(new Event('click'))
  expect(world.unlock).toHaveBeenCalledOnce()
  expect(world.keepAwake).toHaveBeenCalledOnce()
})

it('nobody’s touch starts a shift that was not started', async () => {
  await open()
  document.dispatchEvent(new Event('click'))
  expect(world.unlock).not.toHaveBeenCalled()
})

it('ends when somebody signs out', async () => {
  const { shift } = await open()
  await shift.start()
  useSession().user = null
  await vi.waitFor(() => expect(shift.isOn).toBe(false))
  expect(world.letSleep).toHaveBeenCalled()
})

it('a sound that is switched off here is not said to be on', async () => {
  const { shift, alerts } = await open()
  world.state.value = 'ready'
  alerts.settings.sound = false
  expect(shift.sound).toBe('muted')
})
