// `node measure.js URL`: what Lighthouse makes of a page on a phone, as one line of JSON with a score of 0 to 100 for
// each category. What was found wanting goes to standard error.

import { launch } from 'chrome-launcher'
import lighthouse from 'lighthouse'
// The browser of the tests, and nothing but it.
import chromiumFlags from '../support/chromiumFlags.json' with { type: 'json' }

const CATEGORIES = ['performance', 'accessibility', 'best-practices']

const [url] = process.argv.slice(2)
const browser = await launch({
  chromePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  chromeFlags: ['--headless=new', ...chromiumFlags],
})
try {
  // What is not said is Lighthouse's own preset: a mid-range phone on a slow network.
  const result = await lighthouse(url, { port: browser.port, onlyCategories: CATEGORIES, logLevel: 'error' })
  if (result === undefined || result.lhr.runtimeError) throw new Error(result?.lhr.runtimeError?.message)
  tellWhatIsWanting(result.lhr)
  console.log(JSON.stringify(scoresOf(result.lhr)))
} finally {
  browser.kill()
}

function scoresOf({ categories }) {
  return Object.fromEntries(CATEGORIES.map((name) => [name, Math.round(categories[name].score * 100)]))
}

function tellWhatIsWanting({ categories, audits }) {
  for (const name of CATEGORIES) {
    for (const { id, weight } of categories[name].auditRefs) {
      const { score, title, displayValue = '' } = audits[id]
      if (weight > 0 && score !== null && score < 0.9) console.error(`${name}: ${title} ${displayValue}`)
    }
  }
}
