// A stall's screens, on a tablet.

import type { Locator, Page } from 'playwright-core'
import type { Account } from '../support/hall'
import type { Hands } from '../support/hands'
import { liveChip, type Says } from './liveChip'
import { signIn } from './signIn'

/** Where an order stands, as the board calls it. */
export type Stage = 'Pending' | 'Preparing' | 'Ready'

/** Somebody of a stall's staff, with the board of its orders open. */
export class Stall {
  constructor(
    readonly page: Page,
    private readonly hands: Hands,
  ) {}

  /** Signs in and opens the board. */
  async open(account: Account): Promise<void> {
    await signIn(this.page, this.hands, account)
    await this.hands.press(navigation(this.page, 'Orders'))
    await this.page.getByRole('heading', { level: 1, name: 'Orders' }).waitFor()
    await this.chip('live').waitFor()
  }

  async startShift(): Promise<void> {
    await this.hands.press(this.button('Start shift'))
    await this.button('Sound on').waitFor()
  }

  /** What the screen says of itself. */
  chip(says: Says): Locator {
    return liveChip(this.page, says)
  }

  /** An order's card. */
  card(number: string): Locator {
    return this.page.getByRole('article', { name: number })
  }

  /** The numbers of the orders in a column, the oldest first. */
  numbersIn(stage: Stage): Promise<string[]> {
    return this.column(stage).getByRole('article').getByRole('heading').allInnerTexts()
  }

  /** The numbers of all orders that are shown. */
  numbers(): Promise<string[]> {
    return this.page.getByRole('article').getByRole('heading').allInnerTexts()
  }

  async accept(number: string): Promise<void> {
    await this.hands.press(this.button(`Accept ${number}`))
  }

  async markReady(number: string): Promise<void> {
    await this.hands.press(this.button(`Ready ${number}`))
  }

  async handOver(number: string): Promise<void> {
    await this.hands.press(this.button(`Hand over ${number}`))
  }

  /** Declines with a reason, and leaves the time to take it back as it is. */
  async decline(number: string, reason: string, words: string): Promise<void> {
    await this.hands.press(this.button(`Decline ${number}`))
    const dialog = this.page.getByRole('dialog', { name: `Decline ${number}?` })
    await this.hands.choose(dialog.getByRole('radio', { name: reason }))
    await this.hands.write(dialog.getByLabel('In your words'), words)
    await this.hands.press(dialog.getByRole('button', { name: 'Decline the order' }))
    await dialog.waitFor({ state: 'hidden' })
  }

  /** Takes a decline back while it has not been sent. */
  async undoDecline(number: string): Promise<void> {
    await this.hands.press(this.button(`Undo ${number}`))
    await this.button(`Accept ${number}`).waitFor()
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true })
  }

  private column(stage: Stage): Locator {
    return this.page.getByRole('region', { name: stage })
  }
}

/** The figures of a stall's dashboard. */
export class Dashboard {
  constructor(readonly page: Page) {}

  /** Signs in and opens the dashboard. */
  async open(hands: Hands, account: Account): Promise<void> {
    await signIn(this.page, hands, account)
    await hands.press(navigation(this.page, 'Dashboard'))
    await this.page.getByRole('heading', { level: 1, name: 'Dashboard' }).waitFor()
    await this.tile('Pending').waitFor()
  }

  /** What the screen says of itself. */
  chip(says: Says): Locator {
    return liveChip(this.page, says)
  }

  /** How many orders stand where, and how many there were today. */
  async counts(): Promise<{ pending: number; preparing: number; ready: number; today: number }> {
    return {
      pending: Number(await this.figure('Pending')),
      preparing: Number(await this.figure('Preparing')),
      ready: Number(await this.figure('Ready')),
      today: Number(await this.figure('Orders today')),
    }
  }

  /** What a tile says. */
  async figure(name: string): Promise<string> {
    const text = await this.tile(name).innerText()
    return text.replace(name, '').trim()
  }

  private tile(name: string): Locator {
    return this.page.getByRole('group', { name, exact: true })
  }
}

function navigation(page: Page, place: 'Dashboard' | 'Orders'): Locator {
  return page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: place })
}
