import type { Plugin } from 'vite'
import { menuPieces } from './menuPieces.ts'

/** Understood by V8, and a comment to every other browser. It has to be a file's first line. */
const HINT = '//# allFunctionsCalledOnLoad\n'

/**
 * Asks the browser to compile what the menu is made of while it arrives, beside the page's own thread. It would else
 * compile each function when it is first called: on a phone that is half of all that the app's begin costs, and
 * meanwhile no finger is answered.
 */
export function compiledAhead(): Plugin {
  return {
    name: 'hawker:compiled-ahead',
    apply: 'build',
    // After Vite, which puts lines of its own first.
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const pieces = menuPieces(bundle)
        for (const file of Object.values(bundle)) {
          if (file.type !== 'chunk' || !(pieces.has(file.fileName) || file.name === 'index')) continue
          file.code = HINT + file.code
        }
      },
    },
  }
}
