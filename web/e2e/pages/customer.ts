// A customer's screens, on a phone.

import type { Locator, Page, Response } from 'playwright-core'
import type { Hands } from '../support/hands'

/** A customer, or somebody who is about to be one. */
export class Customer {
  constructor(
    readonly page: Page,
    private readonly hands: Hands,
  ) {}

  /** Opens the hall as a guest does who scanned the code on the table. */
  async comeIn(): Promise<void> {
    await this.page.goto('/')
    await this.page.getByRole('heading', { level: 1 }).waitFor()
  }

  /** Goes to a stall from the menu. */
  async openStall(stall: string): Promise<void> {
    await this.hands.press(this.navigation('Menu'))
    await this.hands.press(this.page.getByRole('link', { name: stall }))
    await this.page.getByRole('heading', { level: 1, name: stall }).waitFor()
  }

  /** Puts a product of the stall that is open into the cart, with one each of some extras. */
  async addToCart(product: string, extras: readonly string[] = []): Promise<void> {
    await this.hands.press(this.page.getByRole('button', { name: product }))
    const sheet = this.page.getByRole('dialog', { name: product })
    for (const extra of extras) {
      await this.hands.press(sheet.getByRole('button', { name: `One more ${extra}` }))
    }
    await this.hands.press(sheet.getByRole('button', { name: 'Add to cart' }))
    await sheet.waitFor({ state: 'hidden' })
  }

  async openCart(): Promise<void> {
    await this.hands.press(this.navigation('Cart'))
    await this.page.getByRole('heading', { level: 1, name: 'Your cart' }).waitFor()
  }

  /** What the cart holds. */
  cartLines(): Promise<string[]> {
    return this.page.getByRole('main').getByRole('heading', { level: 3 }).allTextContents()
  }

  /** Goes on from the cart; a guest is led to sign in first. */
  async checkOut(): Promise<void> {
    await this.hands.press(this.page.getByRole('link', { name: 'Check out' }))
    await this.page.waitForURL(/\/(checkout|sign-in)/)
  }

  /** Places the order, and resolves with the moment at which the hall's confirmation came. */
  async placeOrder(table: string): Promise<number> {
    await this.fillIn(table)
    const confirmed = this.page.waitForResponse(isPlaced)
    await this.pressPlace()
    const { startTime, responseStart } = (await confirmed).request().timing()
    await this.arrive()
    return startTime + responseStart
  }

  /** Fills in what the checkout asks for. */
  async fillIn(table: string): Promise<void> {
    await this.page.getByRole('heading', { level: 1, name: 'Check out' }).waitFor()
    await this.hands.write(this.page.getByLabel('Table number'), table)
  }

  /** Presses the button that orders, whatever comes of it. */
  async pressPlace(): Promise<void> {
    await this.hands.press(this.page.getByRole('button', { name: 'Place order' }))
  }

  /** Waits until the page follows the checkout that was placed. */
  async arrive(): Promise<void> {
    await this.page.waitForURL(/\/orders\/\d+/)
  }

  /** The part of a checkout that a stall makes. */
  part(stall: string): Locator {
    return this.page.getByRole('article', { name: stall })
  }

  /** Waits until a stall's part says something. */
  async says(stall: string, text: string): Promise<void> {
    await this.part(stall).getByText(text).first().waitFor()
  }

  /** The number that is called out at a stall's counter. */
  async numberAt(stall: string): Promise<string> {
    const name = await this.part(stall).getByRole('heading', { level: 2 }).textContent()
    const [number] = /[A-Z]+-\d+/.exec(name ?? '') ?? []
    if (number === undefined) throw new Error(`${stall} has no order number: ${String(name)}`)
    return number
  }

  private navigation(place: 'Menu' | 'Cart' | 'Orders'): Locator {
    return this.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: place })
  }
}

function isPlaced(answer: Response): boolean {
  return answer.status() === 201 && answer.url().endsWith('/api/customer/checkouts')
}
