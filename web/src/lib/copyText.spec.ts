import { afterEach, expect, it, vi } from 'vitest'
import { copyText } from './copyText'

afterEach(() => Reflect.deleteProperty(document, 'execCommand'))

function oldWay(answer: () => boolean): void {
  Object.assign(document, { execCommand: answer })
}

it('uses the clipboard where the page may', async () => {
  const writeText = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
  expect(await copyText('a link')).toBe(true)
  expect(writeText).toHaveBeenCalledWith('a link')
})

it('copies the old way where there is no clipboard, and gives the focus back', async () => {
  vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('not allowed'))
  const button = document.body.appendChild(document.createElement('button'))
  button.focus()
  let copied = ''
  oldWay(() => {
    copied = document.querySelector('textarea')?.value ?? ''
    return true
  })
  expect(await copyText('a link')).toBe(true)
  expect(copied).toBe('a link')
  expect(document.querySelector('textarea')).toBeNull()
  expect(document.activeElement).toBe(button)
})

it('says so when nothing was copied', async () => {
  vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('not allowed'))
  oldWay(() => false)
  expect(await copyText('a link')).toBe(false)
})
