import { createI18n } from 'vue-i18n'
import * as v from 'valibot'
import { markRaw, watch } from 'vue'
import { stored } from '@/lib/stored'
import common from './en/common'

/** The languages, as they call themselves. */
export const LANGUAGES = { en: 'English', fil: 'Filipino' } as const

/** A language that the app speaks. */
export type Language = keyof typeof LANGUAGES

/** Texts come in bundles, one for each audience: a guest does not load the stall's. `common` is always there. */
export type TextBundle = 'common' | 'account' | 'customer' | 'vendor' | 'admin'

type Texts = Record<string, unknown>

const bundles = import.meta.glob<Texts>('./*/bundles/*.ts')
const Choice = v.picklist(['en', 'fil'])

/** What the person chose, or what the device speaks. */
export const language = stored('hawker.language', Choice, navigator.language.startsWith('fil') ? 'fil' : 'en')

/** English is the language of what is not translated, and what the page begins with. */
export const i18n = createI18n({
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  messages: { en: markRaw({ common }) },
})

const wanted = new Set<TextBundle>(['common'])
const loaded = new Map<string, Promise<void>>([['en common', Promise.resolve()]])

/** Loads texts in the present language. The router does it for the bundles that a route names. */
export async function loadTexts(names: Iterable<TextBundle>): Promise<void> {
  for (const name of names) wanted.add(name)
  await load(language.value)
}

async function load(into: Language): Promise<void> {
  await Promise.all([...wanted].map((bundle) => loadOne(into, bundle)))
}

function loadOne(into: Language, bundle: TextBundle): Promise<void> {
  const key = `${into} ${bundle}`
  const loading = loaded.get(key) ?? fetchTexts(into, bundle)
  loaded.set(key, loading)
  // What could not be loaded is tried again the next time.
  loading.catch(() => loaded.delete(key))
  return loading
}

async function fetchTexts(into: Language, bundle: TextBundle): Promise<void> {
  const texts = await bundles[`./${into}/bundles/${bundle}.ts`]?.()
  if (texts === undefined) return
  // Features are put beside one another, never into one another. Raw: to make each of a thousand texts reactive would
  // hold a phone up, and they never change.
  const known = i18n.global.getLocaleMessage(into)
  i18n.global.setLocaleMessage(into, markRaw({ ...known, ...texts }))
}

/** Shows the chosen language, now and whenever another one is chosen. */
export async function startLanguage(): Promise<void> {
  watch(language, show)
  // Texts that cannot be loaded now leave the page in English, not blank.
  await show(language.value).catch(() => undefined)
}

async function show(next: Language): Promise<void> {
  await load(next)
  i18n.global.locale.value = next as typeof i18n.global.locale.value
  document.documentElement.lang = next
}
