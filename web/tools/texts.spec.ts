import { build, type Rolldown } from 'vite'
import { expect, it } from 'vitest'
import { texts } from './texts.ts'

const FILE = '/src/i18n/en/soup.ts'

/** What the built app has of a file of texts. */
async function built(source: string): Promise<Record<string, unknown>> {
  const file = {
    name: 'one-file',
    resolveId: (id: string) => (id === FILE ? id : null),
    load: (id: string) => (id === FILE ? source : null),
  }
  const output = (await build({
    configFile: false,
    logLevel: 'silent',
    plugins: [file, texts()],
    build: { write: false, minify: false, lib: { entry: FILE, formats: ['es'] } },
  })) as Rolldown.RolldownOutput[]
  const code = output[0]?.output[0].code ?? ''
  const module = await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`)
  return module.default as Record<string, unknown>
}

it('every text is read while the app is built, and names and places stay', async () => {
  const soup = await built("export default { hot: 'Hot', for: { many: 'One | {count} bowls' } }")
  expect(soup['hot']).toMatchObject({ b: { s: 'Hot' } })
  expect(JSON.stringify(soup['for'])).toContain('"k":"count"')
})

it('a text that cannot be read fails the build and names itself', async () => {
  await expect(built("export default { hot: 'Hot {' }")).rejects.toThrow('"Hot {"')
})
