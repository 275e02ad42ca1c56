import axe from 'axe-core'
import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, nextTick, ref } from 'vue'
import { heldWrites } from '@/api'
import { allByRole, byRole } from '@/testing/byRole'
import { FakeHall, HALL } from '@/testing/fakeHall'
import { mountPage } from '@/testing/mountPage'
import AgeText from './AgeText.vue'
import AppButton from './AppButton.vue'
import AppTabs from './AppTabs.vue'
import ConfirmDialog from './ConfirmDialog.vue'
import ErrorState from './ErrorState.vue'
import LiveChip from './LiveChip.vue'
import MoneyText from './MoneyText.vue'
import OfflineBar from './OfflineBar.vue'
import QuantityStepper from './QuantityStepper.vue'
import SelectField from './SelectField.vue'
import StatusBadge from './StatusBadge.vue'
import TextField from './TextField.vue'

let hall: FakeHall
beforeEach(() => {
  document.body.innerHTML = ''
  hall = new FakeHall()
  hall.answer('GET /api/hall', 200, HALL)
})
afterEach(() => vi.useRealTimers())

/** What axe finds, but for what needs real layout or a whole page. */
async function faults(): Promise<string[]> {
  const rules = { region: { enabled: false }, 'color-contrast': { enabled: false } }
  const { violations } = await axe.run(document.body, { rules })
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}

describe('a button', () => {
  it('that is busy says so, and cannot be pressed again', async () => {
    const pressed = vi.fn()
    await mountPage(AppButton, { props: { isBusy: true, onClick: pressed }, slots: { default: 'Place' } })
    byRole('button', 'Place').click()
    expect(pressed).not.toHaveBeenCalled()
    expect(byRole('button', 'Place').getAttribute('aria-busy')).toBe('true')
  })

  it('that leads somewhere is a link', async () => {
    await mountPage(AppButton, { props: { to: '/cart' }, slots: { default: 'Cart' } })
    expect(byRole('link', 'Cart').getAttribute('href')).toBe('/cart')
  })
})

describe('a field', () => {
  it('has a name, and tells what is wrong with it', async () => {
    await mountPage(TextField, {
      props: { label: 'Table', modelValue: '', error: 'Fill this in.', hint: 'On the table' },
    })
    const field = byRole('textbox', 'Table')
    const told = (field.getAttribute('aria-describedby') ?? '').split(' ')
    expect(told.map((id) => document.getElementById(id)?.textContent)).toEqual([
      'On the table',
      'Fill this in.',
    ])
    expect(await faults()).toEqual([])
  })

  it('for a password can be shown', async () => {
    await mountPage(TextField, { props: { label: 'Password', type: 'password', modelValue: 'x' } })
    byRole('button', 'Show password').click()
    await nextTick()
    expect(byRole('textbox', 'Password').getAttribute('type')).toBe('text')
  })

  it('with a few choices gives the chosen one', async () => {
    const options = [
      { value: 'a', label: 'One' },
      { value: 'b', label: 'Two' },
    ]
    const { page } = await mountPage(SelectField, { props: { label: 'Which', modelValue: 'a', options } })
    await page.find('select').setValue('b')
    expect(page.emitted('update:modelValue')).toEqual([['b']])
    expect(await faults()).toEqual([])
  })
})

it('a stepper stays within its bounds', async () => {
  const { page } = await mountPage(QuantityStepper, {
    props: { name: 'Bacon', modelValue: 1, min: 1, max: 2 },
  })
  expect(byRole('button', 'One fewer Bacon').hasAttribute('disabled')).toBe(true)
  byRole('button', 'One more Bacon').click()
  expect(page.emitted('update:modelValue')).toEqual([[2]])
  await page.setProps({ modelValue: 2 })
  expect(byRole('button', 'One more Bacon').hasAttribute('disabled')).toBe(true)
  expect(await faults()).toEqual([])
})

it('a dialog takes the focus, is named, and can be left by Escape', async () => {
  const props = { open: true, title: 'Decline?', description: 'The guest is told.', action: 'Decline' }
  const { page } = await mountPage(ConfirmDialog, { props })
  await flushPromises()
  const dialog = byRole('dialog', 'Decline?')
  expect(dialog.contains(document.activeElement)).toBe(true)
  expect(await faults()).toEqual([])
  byRole('button', 'Decline').click()
  expect(page.emitted('confirm')).toHaveLength(1)
  dialog.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))
  expect(page.emitted('update:open')).toEqual([[false]])
  page.unmount()
})

it('tabs show the chosen one', async () => {
  const chosen = ref('incoming')
  const tabs = [
    { value: 'incoming', label: 'Incoming', count: 3 },
    { value: 'history', label: 'History' },
  ]
  const Screen = defineComponent({
    setup: () => () =>
      h(
        AppTabs,
        {
          label: 'Orders',
          tabs,
          modelValue: chosen.value,
          'onUpdate:modelValue': (next: string) => (chosen.value = next),
        },
        { incoming: () => h('p', 'new ones'), history: () => h('p', 'old ones') },
      ),
  })
  await mountPage(Screen)
  expect(byRole('tab', /Incoming/).getAttribute('aria-selected')).toBe('true')
  expect(document.body.textContent).toContain('new ones')
  expect(await faults()).toEqual([])
})

it.each(['pending', 'accepted', 'ready_for_pickup', 'completed', 'cancelled'] as const)(
  'an order that is %s says so in words',
  async (status) => {
    const { page } = await mountPage(StatusBadge, { props: { status } })
    expect(page.text()).not.toContain('common.')
    expect(page.text()).not.toBe('')
  },
)

describe('the live chip', () => {
  it.each([
    [{ is: 'connecting' }, 'Connecting'],
    [{ is: 'live' }, 'Live'],
    [{ is: 'catching-up' }, 'Catching up'],
    [{ is: 'behind', since: Date.parse('2026-11-22T10:05:00Z') }, 'Behind since 18:05'],
  ])('says %o as %s, by the hall’s clock', async (state, text) => {
    await mountPage(LiveChip, { props: { state } })
    await flushPromises()
    expect(byRole('status').textContent.trim()).toBe(text)
  })
})

it('an error says what happened and offers the way on', async () => {
  const { page } = await mountPage(ErrorState, { props: { error: new Error('no matter') } })
  byRole('button', 'Try again').click()
  expect(page.emitted('retry')).toHaveLength(1)
  expect(allByRole('alert')).toHaveLength(1)
  expect(await faults()).toEqual([])
})

it('money is written in the hall’s currency, and in its own where it has one', async () => {
  const { page } = await mountPage(MoneyText, { props: { amount: 48_000 } })
  await flushPromises()
  expect(page.text()).toBe('₱480.00')
  await page.setProps({ amount: 1_500, currency: 'JPY' })
  expect(page.text()).toBe('¥1,500')
})

it('an age goes on by itself', async () => {
  vi.useFakeTimers({ now: Date.parse('2026-11-22T18:00:30Z') })
  const { page } = await mountPage(AgeText, { props: { moment: '2026-11-22T18:00:00Z' } })
  expect(page.text()).toBe('30 sec ago')
  vi.advanceTimersByTime(60_000)
  await nextTick()
  expect(page.text()).toBe('1 min ago')
  page.unmount()
  expect(vi.getTimerCount()).toBe(0)
})

describe('the offline bar', () => {
  it('tells that the network is away and that it is back', async () => {
    await mountPage(OfflineBar)
    expect(byRole('status').textContent.trim()).toBe('')
    window.dispatchEvent(new Event('offline'))
    await nextTick()
    expect(byRole('status').textContent).toContain('No connection to the hall')
    window.dispatchEvent(new Event('online'))
    await nextTick()
    expect(byRole('status').textContent.trim()).toBe('')
  })

  it('counts the changes that wait', async () => {
    await mountPage(OfflineBar)
    hall.isAway = true
    const write = heldWrites.send({
      method: 'POST',
      path: '/api/x',
      key: 'x',
      label: { text: 'common.action.save' },
    })
    const dropped = write.catch((error: unknown) => error)
    await vi.waitFor(() => expect(byRole('status').textContent).toContain('1 change waits for the network'))
    heldWrites.drop()
    expect(await dropped).toMatchObject({ name: 'AbortError' })
  })
})
