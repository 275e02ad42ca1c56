// `npm run size`: how much JavaScript a first visit of the menu loads, compressed as the server sends it, with the
// layout, the texts and everything that they import. Fails when it is more than it may be.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const MOST_BYTES = 150_000
const ENTRIES = [
  'index.html',
  'src/layouts/CustomerLayout.vue',
  'src/features/menu/MenuPage.vue',
  'src/i18n/en/bundles/customer.ts',
  'src/ui/AppToaster.vue',
]

const web = fileURLToPath(new URL('..', import.meta.url))
const dist = mkdtempSync(join(tmpdir(), 'hawker-size-'))

function build() {
  const vite = join(web, 'node_modules/vite/bin/vite.js')
  const options = ['build', '--manifest', '--logLevel', 'warn', '--emptyOutDir', '--outDir', dist]
  execFileSync(process.execPath, [vite, ...options], { cwd: web, stdio: 'inherit' })
  return JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'))
}

/** What a piece needs before it can run. */
function withImports(manifest, key, found = new Set()) {
  const piece = manifest[key]
  if (piece === undefined || found.has(piece.file)) return found
  found.add(piece.file)
  for (const imported of piece.imports ?? []) withImports(manifest, imported, found)
  return found
}

function sentBytes(file) {
  const compressed = join(dist, `${file}.br`)
  return statSync(existsSync(compressed) ? compressed : join(dist, file)).size
}

try {
  const manifest = build()
  const present = ENTRIES.filter((entry) => entry in manifest)
  const files = new Set(present.flatMap((entry) => [...withImports(manifest, entry)]))
  const sizes = [...files]
    .filter((file) => file.endsWith('.js'))
    .map((file) => ({ file, bytes: sentBytes(file) }))
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0)
  for (const { file, bytes } of sizes.toSorted((a, b) => b.bytes - a.bytes)) {
    console.log(String(bytes).padStart(8), file)
  }
  console.log(String(total).padStart(8), `bytes of ${MOST_BYTES}, for ${present.join(', ')}`)
  if (total > MOST_BYTES) process.exitCode = 1
} finally {
  rmSync(dist, { recursive: true })
}
