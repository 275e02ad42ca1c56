// Two ways to use a page: by pointing, and with the keyboard alone. A flow that takes `Hands` can be done with both.

import type { Locator } from 'playwright-core'

/** What a person does to a page. */
export interface Hands {
  readonly name: string
  /** Presses a button, follows a link. */
  press(target: Locator): Promise<void>
  /** Writes into a field, in place of what is there. */
  write(target: Locator, text: string): Promise<void>
  /** Chooses one of several. */
  choose(target: Locator): Promise<void>
}

/** A finger or a mouse. */
export const pointer: Hands = {
  name: 'with a pointer',
  press: (target) => target.click(),
  write: (target, text) => target.fill(text),
  choose: (target) => target.check(),
}

/** The keyboard, and nothing else. */
export const keyboard: Hands = {
  name: 'with the keyboard alone',
  async press(target) {
    await reach(target)
    await target.page().keyboard.press('Enter')
  },
  async write(target, text) {
    await reach(target)
    await target.page().keyboard.press('ControlOrMeta+a')
    await target.page().keyboard.type(text)
  },
  async choose(target) {
    await reachGroup(target)
    await target.page().keyboard.press('Space')
    for (let presses = 0; !(await target.isChecked()); presses += 1) {
      if (presses === MOST_PRESSES) throw new Error(`${String(target)} cannot be chosen with the arrow keys`)
      await target.page().keyboard.press('ArrowDown')
    }
  },
}

/** More than any page has to stop at. */
const MOST_PRESSES = 150

/** Goes on with the Tab key until the target has the focus. */
async function reach(target: Locator): Promise<void> {
  await target.waitFor()
  await tabUntil(target, () => target.evaluate((element) => element === document.activeElement))
}

/** The Tab key stops at one radio button of a group; the arrow keys go on from there. */
async function reachGroup(target: Locator): Promise<void> {
  await target.waitFor()
  await tabUntil(target, () =>
    target.evaluate((element) => {
      const focused = document.activeElement
      return (
        focused?.getAttribute('type') === 'radio' &&
        focused.getAttribute('name') === element.getAttribute('name')
      )
    }),
  )
}

async function tabUntil(target: Locator, isThere: () => Promise<boolean>): Promise<void> {
  for (let presses = 0; !(await isThere()); presses += 1) {
    if (presses === MOST_PRESSES) throw new Error(`${String(target)} cannot be reached with the Tab key`)
    await target.page().keyboard.press('Tab')
  }
}
