import { flushPromises } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import { toast as sonner } from 'vue-sonner'
import { toast, toasterStands } from './toast'

it('keeps what is told before there is a place for it, and shows it in order', async () => {
  const shown: string[] = []
  for (const kind of ['error', 'success', 'dismiss'] as const) {
    vi.spyOn(sonner, kind).mockImplementation((what?: unknown) => shown.push(`${kind} ${String(what)}`))
  }

  toast.error('No network')
  toast.success('Placed')
  await flushPromises()
  expect(shown).toEqual([])

  toasterStands()
  toast.dismiss('Placed')
  await vi.waitFor(() => expect(shown).toEqual(['error No network', 'success Placed', 'dismiss Placed']))
})
