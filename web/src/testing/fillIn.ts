import { flushPromises } from '@vue/test-utils'
import { byRole } from './byRole'

/** Fills fields in by their labels. */
export async function fillIn(fields: Readonly<Record<string, string>>): Promise<void> {
  for (const [label, text] of Object.entries(fields)) {
    const field = byRole('textbox', label) as HTMLInputElement
    field.value = text
    field.dispatchEvent(new Event('input'))
  }
  await flushPromises()
}

/** Presses a button as people do: one that sends a form sends it. */
export async function press(name: string | RegExp): Promise<void> {
  byRole('button', name).click()
  await flushPromises()
}

/** What is told below a field, as somebody hears it who does not see it. */
export function toldOf(label: string): string {
  const ids = (byRole('textbox', label).getAttribute('aria-describedby') ?? '').split(' ').filter(Boolean)
  return ids.map((id) => document.getElementById(id)?.textContent ?? '').join(' ')
}
