import type { Locator } from 'playwright-core'
import { expect } from 'vitest'
import { Dashboard } from '../pages/stall'
import { pointer } from '../support/hands'
import { test } from '../support/test'

test('the chart of the day, which no stylesheet reaches, changes its colours with the look', async ({
  hall,
  devices,
}) => {
  const dashboard = new Dashboard(await devices.open('desktop'))
  const { page } = dashboard
  await (await hall.person('ana')).order([await hall.product('Fries')], '6')
  await dashboard.open(pointer, hall.account('burger'))
  const chart = page.getByRole('img', { name: /Most orders/ })
  const button = page.getByRole('button', { name: 'Start shift' })
  const ofTheHall = (): Promise<string> =>
    button.evaluate((element) => getComputedStyle(element).backgroundColor)

  for (const colorScheme of ['light', 'dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme })
    // The bars are painted in the hall's own colour, as the button is.
    await expect.poll(async () => paints(chart, await ofTheHall()), { message: colorScheme }).toBe(true)
  }
})

/** Whether a canvas has a pixel of a colour, written as `rgb(1, 2, 3)`. */
function paints(canvas: Locator, color: string): Promise<boolean> {
  return canvas.evaluate((element, color) => {
    const { width, height } = element as HTMLCanvasElement
    const { data } = (element as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height)
    const [red, green, blue] = (color.match(/\d+/g) ?? []).map(Number)
    for (let at = 0; at < data.length; at += 4) {
      if (data[at] === red && data[at + 1] === green && data[at + 2] === blue) return true
    }
    return false
  }, color)
}
