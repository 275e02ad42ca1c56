import type { Rolldown } from 'vite'
import { expect, it } from 'vitest'
import { compiledAhead } from './compiledAhead.ts'

/** A piece of a built app, as far as it matters here. */
function piece(name: string, modules: string[], imports: string[] = []): Rolldown.OutputChunk {
  const [fileName, code] = [`assets/${name}.js`, `run('${name}')`]
  const moduleIds = modules.map((module) => `/web/src/${module}`)
  return { type: 'chunk', name, fileName, code, moduleIds, imports } as unknown as Rolldown.OutputChunk
}

function marked(...pieces: Rolldown.OutputChunk[]): string[] {
  const { generateBundle } = compiledAhead()
  if (typeof generateBundle !== 'object') throw new Error('it looks at the whole bundle')
  const bundle = Object.fromEntries(pieces.map((each) => [each.fileName, each]))
  generateBundle.handler.call({} as never, {} as never, bundle, true)
  return pieces
    .filter(({ code }) => code.startsWith('//# allFunctionsCalledOnLoad\n'))
    .map(({ name }) => name)
}

it('what the menu is made of is compiled ahead, and what other pages need is not', () => {
  const names = marked(
    piece('index', ['main.ts'], ['assets/framework.js']),
    piece('framework', []),
    piece('CustomerLayout', ['layouts/CustomerLayout.vue'], ['assets/framework.js']),
    piece('MenuPage', ['features/menu/MenuPage.vue'], ['assets/shared.js']),
    piece('customer', ['i18n/en/bundles/customer.ts']),
    piece('shared', ['ui/AppButton.vue']),
    piece('DayChart', ['features/dashboard/DayChart.vue'], ['assets/framework.js']),
  )
  expect(names).toEqual(['index', 'framework', 'CustomerLayout', 'MenuPage', 'customer', 'shared'])
})

it('a build in which the menu is not found fails', () => {
  expect(() => marked(piece('index', ['main.ts']))).toThrow('CustomerLayout.vue')
})
