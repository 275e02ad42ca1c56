import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createI18n } from 'vue-i18n'

type Texts = { [key: string]: string | Texts }

const files = import.meta.glob<{ default: Texts }>('./{en,fil}/*.ts', { eager: true })
const features = readdirSync('src/i18n/en').filter((name) => name.endsWith('.ts'))

/** Every text with its key, as `signIn.title`. */
function flat(texts: Texts, prefix = ''): [key: string, text: string][] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value] as [string, string]] : flat(value, `${prefix}${key}.`),
  )
}

const textsOf = (language: string, feature: string): [string, string][] =>
  flat(files[`./${language}/${feature}`]?.default ?? {})

/** What is filled into a text. */
const placeholders = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? ''))].toSorted()

describe.each(features)('%s', (feature) => {
  it.each(['en', 'fil'])('can be shown in %s', (locale) => {
    const texts = files[`./${locale}/${feature}`]?.default ?? {}
    const { t } = createI18n({ legacy: false, locale, messages: { [locale]: texts } }).global
    // A text with a bare `@` or a lone brace is a fault that is only found when it is shown.
    for (const [key] of flat(texts)) expect(() => t(key, 1), key).not.toThrow()
  })

  it('has the same texts in both languages, and none is empty', () => {
    const [en, fil] = [textsOf('en', feature), textsOf('fil', feature)]
    expect(fil.map(([key]) => key).toSorted()).toEqual(en.map(([key]) => key).toSorted())
    expect([...en, ...fil].filter(([, text]) => text.trim() === '')).toEqual([])
  })

  it('fills the same into both', () => {
    const fil = new Map(textsOf('fil', feature))
    const differing = textsOf('en', feature).filter(
      ([key, text]) => placeholders(text).join() !== placeholders(fil.get(key) ?? '').join(),
    )
    expect(differing).toEqual([])
  })
})

it('every text that the app names exists', () => {
  const known = new Set(
    features.flatMap((feature) =>
      textsOf('en', feature).map(([key]) => `${feature.replace('.ts', '')}.${key}`),
    ),
  )
  const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(
    (name) => /\.(vue|ts)$/.test(name) && !/\.spec\.ts$|generated|i18n\/(en|fil)/.test(name),
  )
  // In single quotes: in double ones a template binds something, as a `cart` of its own.
  const names = features.map((feature) => feature.replace('.ts', '')).join('|')
  const key = new RegExp(`'((?:${names})\\.[\\w-]+(?:\\.[\\w-]+)*)'`, 'g')
  const missing = sources.flatMap((name) =>
    [...readFileSync(`src/${name}`, 'utf8').matchAll(key)]
      .map(([, found]) => found ?? '')
      .filter((found) => !known.has(found))
      .map((found) => `${name}: ${found}`),
  )
  expect(missing).toEqual([])
})
