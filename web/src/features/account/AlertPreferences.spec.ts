import { flushPromises } from '@vue/test-utils'
import { beforeEach, expect, it, vi } from 'vitest'
import { ring } from '@/realtime'
import { useAlerts } from '@/stores/alerts'
import { byRole } from '@/testing/byRole'
import { FakeHall, HALL } from '@/testing/fakeHall'
import { press } from '@/testing/fillIn'
import { mountPage } from '@/testing/mountPage'
import AlertPreferences from './AlertPreferences.vue'

beforeEach(() => {
  document.body.innerHTML = ''
  localStorage.clear()
  new FakeHall().answer('GET /api/hall', 200, HALL)
})

/** A browser that answers so when it is asked for notifications. */
function browserThat(answer: NotificationPermission): void {
  const fake = { permission: 'default', requestPermission: () => Promise.resolve((fake.permission = answer)) }
  vi.stubGlobal('Notification', fake)
}

const field = (name: string): HTMLInputElement => {
  const label = [...document.querySelectorAll('label')].find(({ textContent }) => textContent === name)
  return document.getElementById(label?.htmlFor ?? '') as HTMLInputElement
}

async function toggle(name: string): Promise<void> {
  field(name).click()
  await flushPromises()
}

it('what is switched holds at once, and is a switch to whoever does not see it', async () => {
  await mountPage(AlertPreferences)
  expect(field('Sound').getAttribute('role')).toBe('switch')
  await toggle('Sound')
  expect(useAlerts().settings.sound).toBe(false)
  expect(field('Volume').disabled).toBe(true)
  expect(byRole('button', 'Try the sound').hasAttribute('disabled')).toBe(true)
})

it('the volume is told as people say it', async () => {
  await mountPage(AlertPreferences)
  const volume = field('Volume')
  volume.value = '35'
  volume.dispatchEvent(new Event('input'))
  await flushPromises()
  expect(useAlerts().settings.volume).toBe(0.35)
  expect(volume.getAttribute('aria-valuetext')).toBe('35 %')
})

it('notifications are on only once the browser allows them', async () => {
  browserThat('granted')
  await mountPage(AlertPreferences)
  expect(field('Notifications').checked).toBe(false)
  await toggle('Notifications')
  expect(field('Notifications').checked).toBe(true)
  expect(useAlerts().settings.notifications).toBe(true)
})

it('says what to do where the browser blocks notifications', async () => {
  browserThat('denied')
  await mountPage(AlertPreferences)
  await toggle('Notifications')
  expect(field('Notifications').checked).toBe(false)
  expect(document.body.textContent).toContain('The browser blocks them.')
})

it.each([
  ['ready', 1, 'It sounded.'],
  ['blocked', 0, 'The browser blocks the sound.'],
  ['unsupported', 0, 'This browser cannot play the sound.'],
] as const)('the trial of a sound that is %s sounds %i times, and says so', async (state, times, text) => {
  vi.spyOn(ring, 'unlock').mockResolvedValue(state)
  const sound = vi.spyOn(ring, 'sound').mockReturnValue(true)
  await mountPage(AlertPreferences)
  await press('Try the sound')
  expect(sound).toHaveBeenCalledTimes(times)
  expect(byRole('status').textContent).toContain(text)
})
