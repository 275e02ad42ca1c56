import { expect, it } from 'vitest'
import { ref } from 'vue'
import type { Product } from '@/api'
import { useProductChoice } from './useProductChoice'

const cheese = { id: 1, name: 'Cheese', price: 4_000, max_quantity: 3, is_available: true }
const chili = { id: 2, name: 'Chili', price: 1_000, max_quantity: 1, is_available: true }
const pizza: Product = {
  id: 7,
  name: 'Pizza',
  price: 28_000,
  stock: null,
  is_available: true,
  add_ons: [cheese, chili],
}

it('costs its portions with the extras of each', () => {
  const choice = useProductChoice(pizza)
  expect(choice.total.value).toBe(28_000)
  choice.quantity.value = 2
  choice.setCount(cheese, 3)
  choice.setCount(chili, 1)
  expect(choice.total.value).toBe(2 * (28_000 + 3 * 4_000 + 1_000))
})

it('asks for what was chosen, and for no extra of which there are none', () => {
  const choice = useProductChoice(pizza)
  choice.setCount(cheese, 2)
  choice.setCount(chili, 1)
  choice.setCount(chili, 0)
  choice.note.value = '  well done '
  expect(choice.line()).toEqual({
    product_id: 7,
    quantity: 1,
    add_ons: [{ add_on_id: 1, quantity: 2 }],
    note: 'well done',
  })
})

it('never asks for more than is left, even where it shrinks meanwhile', () => {
  const product = ref<Product>({ ...pizza, stock: 5 })
  const choice = useProductChoice(product)
  choice.quantity.value = 4
  product.value = { ...pizza, stock: 3 }
  expect([choice.maxQuantity.value, choice.line().quantity, choice.total.value]).toEqual([3, 3, 84_000])
})

it('leaves out an extra that went meanwhile', () => {
  const product = ref<Product>(pizza)
  const choice = useProductChoice(product)
  choice.setCount(cheese, 1)
  product.value = { ...pizza, add_ons: [{ ...cheese, is_available: false }, chili] }
  expect([choice.line().add_ons, choice.total.value]).toEqual([[], 28_000])
})
