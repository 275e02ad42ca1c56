import { flushPromises } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import { FakeHall, HALL } from '@/testing/fakeHall'
import { mountPage } from '@/testing/mountPage'
import { toast } from '@/ui'
import { useAddToCart } from './useAddToCart'

it('what was added is told on the page where it was, and does not follow to another', async () => {
  const hall = new FakeHall()
  hall.answer('GET /api/hall', 200, HALL)
  hall.answer('POST /api/cart/lines', 200, { lines: [] })
  const told = vi.spyOn(toast, 'success').mockImplementation(() => undefined)
  const dismissed = vi.spyOn(toast, 'dismiss').mockImplementation(() => undefined)
  let cart: ReturnType<typeof useAddToCart> | undefined
  const { page, router } = await mountPage(
    { setup: () => ((cart = useAddToCart()), () => null) },
    { at: '/stalls/1?product=7' },
  )

  expect(await cart?.add({ product_id: 7, quantity: 2, add_ons: [], note: null }, 'Fries')).toBe(true)
  expect(told).toHaveBeenCalledExactlyOnceWith('2 × Fries added to your cart', expect.anything())
  // The sheet closes, and it is still the same page.
  await router.push('/stalls/1')
  expect(dismissed).not.toHaveBeenCalled()

  await router.push('/sign-in')
  await flushPromises()
  expect(dismissed).toHaveBeenCalledExactlyOnceWith('added')
  page.unmount()
})
