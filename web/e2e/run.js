// Runs a TypeScript program of this folder: `node e2e/run.js takeScreens.ts`.

import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

const program = process.argv[2] ?? ''
await runnerImport(fileURLToPath(new URL(program, import.meta.url)))
