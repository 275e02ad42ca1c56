import { flushPromises } from '@vue/test-utils'
import { beforeEach, expect, it, vi } from 'vitest'
import * as v from 'valibot'
import { defineComponent, h } from 'vue'
import { ApiProblem, OfflineError } from '@/api'
import { mountPage } from '@/testing/mountPage'
import { useForm, type Form } from './useForm'

const Schema = v.object({ name: v.pipe(v.string(), v.nonEmpty('common.field.required')) })
const send = vi.fn<(values: { name: string }) => Promise<void>>()

async function form(): Promise<Form<{ name: string }>> {
  let made: Form<{ name: string }> | undefined
  const Page = defineComponent({
    setup() {
      made = useForm({ name: '' }, Schema, send)
      return () => h('form')
    },
  })
  await mountPage(Page)
  return made ?? expect.fail('the page was set up')
}

beforeEach(() => {
  send.mockReset().mockResolvedValue()
})

it('sends nothing while a field is wrong', async () => {
  const { errors, submit } = await form()
  await submit()
  expect(send).not.toHaveBeenCalled()
  expect(errors.value).toEqual({ name: 'Fill this in.' })
})

it('shows a field that the hall refuses like one that was refused here, and forgets it with the next attempt', async () => {
  const { values, errors, failure, submit } = await form()
  values.name = 'Ana'
  const wrong = [{ field: 'name', message: 'must be shorter' }]
  send.mockRejectedValueOnce(new ApiProblem(422, 'invalid', 'Some fields are wrong', undefined, wrong, {}))
  await submit()
  expect(errors.value).toEqual({ name: 'must be shorter' })
  expect(failure.value).toBe('')
  await submit()
  expect(errors.value).toEqual({})
})

it('says what is wrong with the whole', async () => {
  const { values, failure, submit } = await form()
  values.name = 'Ana'
  send.mockRejectedValueOnce(new OfflineError('away'))
  await submit()
  expect(failure.value).toContain('The hall cannot be reached')
})

it('sends once, however often it is pressed', async () => {
  const { values, isBusy, submit } = await form()
  values.name = 'Ana'
  let answer = (): void => undefined
  send.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)))
  void submit()
  void submit()
  await flushPromises()
  expect(isBusy.value).toBe(true)
  answer()
  await flushPromises()
  expect(send).toHaveBeenCalledExactlyOnceWith({ name: 'Ana' })
  expect(isBusy.value).toBe(false)
})
