// `npm run api:check`: fails when src/api/generated is not what docs/openapi.json gives.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const web = fileURLToPath(new URL('..', import.meta.url))
const kept = join(web, 'src/api/generated')
const fresh = mkdtempSync(join(tmpdir(), 'hawker-api-'))

function files(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length))
}

try {
  execFileSync(process.execPath, [join(web, 'node_modules/@hey-api/openapi-ts/bin/run.js')], {
    cwd: web,
    env: { ...process.env, HAWKER_API_OUT: fresh },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const names = new Set([...files(kept), ...files(fresh)])
  const read = (folder, name) => {
    try {
      return readFileSync(join(folder, name), 'utf8')
    } catch {
      return undefined
    }
  }
  const stale = [...names].filter((name) => read(kept, name) !== read(fresh, name))
  for (const name of stale) console.error(`src/api/generated${name} is not what docs/openapi.json gives`)
  if (stale.length > 0) {
    console.error('Run `npm run api` and keep what it writes.')
    process.exitCode = 1
  }
} finally {
  rmSync(fresh, { recursive: true })
}
