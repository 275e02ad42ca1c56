import type { Product, VendorMenu } from '@/api'

/** A product and the stall that sells it. */
export interface Dish {
  vendor: VendorMenu
  product: Product
}

/** A part of a stall's menu. Products of no category are the last part, without a name. */
export interface MenuPart {
  category: string | undefined
  products: Product[]
}

/** Why a product cannot be ordered now; undefined where it can. */
export type Obstacle = 'paused' | 'soldOut' | 'unavailable' | undefined

/** So few left is worth telling. */
const FEW = 5

/** Why a product of a stall cannot be ordered now. */
export function obstacleOf({ vendor, product }: Dish): Obstacle {
  if (product.stock === 0) return 'soldOut'
  if (!product.is_available) return 'unavailable'
  return vendor.is_paused ? 'paused' : undefined
}

/** How many are left, where that is few. */
export function fewLeft({ stock }: Product): number | undefined {
  return stock != null && stock > 0 && stock <= FEW ? stock : undefined
}

/** The categories of some stalls, those that most of them have first. */
export function categoriesOf(vendors: readonly VendorMenu[]): string[] {
  const counts = new Map<string, number>()
  for (const vendor of vendors) {
    for (const category of new Set(vendor.products.map((product) => product.category))) {
      if (category) counts.set(category, (counts.get(category) ?? 0) + 1)
    }
  }
  return [...counts].toSorted((one, other) => other[1] - one[1]).map(([category]) => category)
}

/** A menu by category, in the order in which the stall wrote them. */
export function partsOf(products: readonly Product[]): MenuPart[] {
  const parts = new Map<string | undefined, Product[]>()
  for (const product of products) {
    const category = product.category ?? undefined
    parts.set(category, [...(parts.get(category) ?? []), product])
  }
  const named = [...parts].filter(([category]) => category !== undefined)
  const rest = parts.get(undefined)
  return [...named, ...(rest ? [[undefined, rest] as const] : [])].map(([category, of]) => ({
    category,
    products: of,
  }))
}

/**
 * What fits a search: every word is somewhere in the product's name, description or category, or in the stall's name.
 * Products whose name begins with what was typed come first, and those that cannot be ordered last.
 */
export function findDishes(vendors: readonly VendorMenu[], text: string, category: string): Dish[] {
  const typed = plain(text)
  const words = typed.split(' ').filter(Boolean)
  const dishes = vendors.flatMap((vendor) => vendor.products.map((product) => ({ vendor, product })))
  return dishes
    .filter(({ product }) => category === '' || product.category === category)
    .filter((dish) => words.every((word) => textOf(dish).includes(word)))
    .map((dish) => ({ dish, rank: rankOf(dish, typed) }))
    .toSorted((one, other) => one.rank - other.rank)
    .map(({ dish }) => dish)
}

function textOf({ vendor, product }: Dish): string {
  return plain([product.name, product.description, product.category, vendor.brand_name].join(' '))
}

function rankOf(dish: Dish, typed: string): number {
  const name = plain(dish.product.name)
  const place = name.startsWith(typed) ? 0 : name.includes(typed) ? 1 : 2
  return place + (obstacleOf(dish) === undefined ? 0 : 3)
}

/** Without capitals and accents, so that "jalapeno" finds "Jalapeño". */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim()
}
