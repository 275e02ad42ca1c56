import type { Rolldown } from 'vite'

/** What the menu is made of: the page that nearly everybody sees first. */
const MENU = [
  'src/layouts/CustomerLayout.vue',
  'src/features/menu/MenuPage.vue',
  'src/i18n/en/bundles/customer.ts',
]

/** The files of the menu's pieces, and of what they import. */
export function menuPieces(bundle: Rolldown.OutputBundle): Set<string> {
  const chunks = Object.values(bundle).filter((file) => file.type === 'chunk')
  const files = new Set<string>()
  const add = (chunk: Rolldown.OutputChunk | undefined): void => {
    if (chunk === undefined || files.has(chunk.fileName)) return
    files.add(chunk.fileName)
    chunk.viteMetadata?.importedCss.forEach((file) => files.add(file))
    for (const name of chunk.imports) add(chunks.find(({ fileName }) => fileName === name))
  }
  for (const source of MENU) {
    const found = chunks.find(({ moduleIds }) => moduleIds.some((id) => id.endsWith(`/${source}`)))
    if (found === undefined) throw new Error(`the built app has no piece with ${source}`)
    add(found)
  }
  return files
}
