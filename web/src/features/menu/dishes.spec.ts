import { describe, expect, it } from 'vitest'
import type { Product, VendorMenu } from '@/api'
import { categoriesOf, fewLeft, findDishes, obstacleOf, partsOf } from './dishes'

let ids = 0
const product = (name: string, more: Partial<Product> = {}): Product => ({
  id: (ids += 1),
  name,
  price: 100,
  stock: null,
  is_available: true,
  add_ons: [],
  ...more,
})
const vendor = (brand_name: string, products: Product[], more: Partial<VendorMenu> = {}): VendorMenu => ({
  id: (ids += 1),
  brand_name,
  letter_code: brand_name.slice(0, 1),
  is_paused: false,
  payment_methods: ['cashier'],
  products,
  ...more,
})
const names = (found: ReturnType<typeof findDishes>): string[] => found.map((dish) => dish.product.name)

describe('a search', () => {
  const burgers = vendor('Burger Hub', [
    product('Cheese burger', { category: 'Burgers' }),
    product('Burger bowl', { category: 'Bowls', description: 'With jalapeño' }),
    product('Iced tea', { category: 'Drinks' }),
  ])
  const soups = vendor('Soup Bar', [product('Miso', { category: 'Bowls' })])
  const all = [burgers, soups]

  it('finds by name, and what begins with it first', () => {
    expect(names(findDishes(all, 'burger', ''))).toEqual(['Burger bowl', 'Cheese burger', 'Iced tea'])
  })
  it('finds every word, wherever it stands', () => {
    expect(names(findDishes(all, 'hub  TEA', ''))).toEqual(['Iced tea'])
  })
  it('does not mind accents and capitals', () => {
    expect(names(findDishes(all, 'JALAPENO', ''))).toEqual(['Burger bowl'])
  })
  it('stays within a category, over all stalls', () => {
    expect(names(findDishes(all, '', 'Bowls'))).toEqual(['Burger bowl', 'Miso'])
    expect(names(findDishes(all, 'miso', 'Drinks'))).toEqual([])
  })
  it('puts last what cannot be ordered', () => {
    const gone = vendor('Tea House', [product('Tea', { stock: 0 }), product('Green tea')])
    expect(names(findDishes([gone], 'tea', ''))).toEqual(['Green tea', 'Tea'])
  })
})

it('categories that many stalls have come first', () => {
  const one = vendor('A', [product('a', { category: 'Rolls' }), product('b', { category: 'Drinks' })])
  const two = vendor('B', [product('c', { category: 'Drinks' }), product('d')])
  expect(categoriesOf([one, two])).toEqual(['Drinks', 'Rolls'])
})

it('a menu is in parts, and what has no category is the last of them', () => {
  const products = [product('a'), product('b', { category: 'Sides' }), product('c')]
  expect(partsOf(products).map((part) => [part.category, part.products.length])).toEqual([
    ['Sides', 1],
    [undefined, 2],
  ])
})

it.each([
  [{ stock: 0 }, {}, 'soldOut'],
  [{ is_available: false }, {}, 'unavailable'],
  [{}, { is_paused: true }, 'paused'],
  [{ stock: 0 }, { is_paused: true }, 'soldOut'],
  [{ stock: 3 }, {}, undefined],
])('a product %o of a stall %o is kept from being ordered by: %s', (ofProduct, ofVendor, obstacle) => {
  const dish = { vendor: vendor('A', [], ofVendor), product: product('a', ofProduct) }
  expect(obstacleOf(dish)).toBe(obstacle)
})

it('tells how many are left only where they are few', () => {
  expect([null, 0, 1, 5, 6].map((stock) => fewLeft(product('a', { stock })))).toEqual([
    undefined,
    undefined,
    1,
    5,
    undefined,
  ])
})
