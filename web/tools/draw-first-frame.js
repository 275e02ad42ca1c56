// `node tools/draw-first-frame.js`: the menu's first frame in each language, as one line of JSON. `src/firstFrame.ts`
// draws it; here is the browser that its modules ask for while they are loaded.
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { Window } from 'happy-dom'
import { runnerImport } from 'vite'

const window = new Window({ url: 'http://hall.invalid/' })
const parts = ['document', 'history', 'localStorage', 'location', 'navigator', 'sessionStorage']
// Whatever the app asks for is still to come.
const fetch = () => new Promise(() => {})
const browser = { window, fetch, ...Object.fromEntries(parts.map((part) => [part, window[part]])) }
for (const [name, value] of Object.entries(browser)) {
  Object.defineProperty(globalThis, name, { value })
}

const root = fileURLToPath(new URL('..', import.meta.url))
const { module } = await runnerImport('/src/firstFrame.ts', {
  root,
  configFile: false,
  logLevel: 'warn',
  plugins: [vue()],
  resolve: { alias: { '@': `${root}src` } },
})
// The app still waits, and would keep the program from ending.
process.stdout.write(JSON.stringify(module.frames), () => process.exit())
