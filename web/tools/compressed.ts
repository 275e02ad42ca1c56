import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { Plugin } from 'vite'

/** What gets smaller; pictures and sounds do not. */
const WORTH_IT = new Set(['.js', '.css', '.html', '.svg', '.json', '.webmanifest', '.wav'])

/**
 * Puts `x.br` and `x.gz` beside each file of the built app, so that the server only has to choose. It happens here
 * and not in the crate that embeds the app: Node brings both compressions, and the server starts without any work.
 */
export function compressed(): Plugin {
  return {
    name: 'hawker:compressed',
    apply: 'build',
    async writeBundle({ dir }) {
      if (dir === undefined) return
      const entries = await readdir(dir, { recursive: true, withFileTypes: true })
      const files = entries.filter((entry) => entry.isFile() && WORTH_IT.has(extname(entry.name)))
      await Promise.all(files.map((file) => compress(join(file.parentPath, file.name))))
    },
  }
}

async function compress(path: string): Promise<void> {
  const bytes = await readFile(path)
  const brotli = await promisify(brotliCompress)(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  })
  const zipped = await promisify(gzip)(bytes, { level: constants.Z_BEST_COMPRESSION })
  if (brotli.length < bytes.length) await writeFile(`${path}.br`, brotli)
  if (zipped.length < bytes.length) await writeFile(`${path}.gz`, zipped)
}
