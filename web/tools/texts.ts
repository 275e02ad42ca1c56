import { baseCompile } from '@intlify/message-compiler'
import type { Plugin } from 'vite'

/** A file of texts, such as `src/i18n/en/menu.ts`; those under `bundles/` only put files together. */
const TEXTS = /\/src\/i18n\/\w+\/\w+\.ts$/

/** What of a syntax tree is of interest here. */
interface Node {
  type: string
  start: number
  end: number
  [part: string]: unknown
}

/**
 * Reads the texts' own syntax (`{name}`, `one | many`) while the app is built, so that no phone has to do it before it
 * can show a page, nor load what does it. A text that is wrong fails the build.
 */
export function texts(): Plugin {
  return {
    name: 'hawker:texts',
    apply: 'build',
    config: () => ({ define: { __INTLIFY_DROP_MESSAGE_COMPILER__: 'true' } }),
    transform: {
      filter: { id: TEXTS },
      handler(code) {
        let compiled = code
        for (const { start, end, text } of textsOf(this.parse(code)).toReversed()) {
          compiled = compiled.slice(0, start) + compile(text) + compiled.slice(end)
        }
        return { code: compiled, map: null }
      },
    },
  }
}

/** The texts in the order in which they stand: every string that is the value of a name. */
function textsOf(tree: unknown): { start: number; end: number; text: string }[] {
  if (!isNode(tree)) return []
  if (tree.type === 'Property' && isNode(tree['value']) && typeof tree['value']['value'] === 'string') {
    const { start, end, value } = tree['value']
    return [{ start, end, text: value as string }]
  }
  return Object.values(tree).flatMap((part) => [part].flat().flatMap(textsOf))
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value
}

function compile(text: string): string {
  const { ast } = baseCompile(text, {
    jit: true,
    location: false,
    minify: true,
    onError: (error) => {
      throw new Error(`${error.message} in "${text}"`)
    },
  })
  return JSON.stringify(ast)
}
