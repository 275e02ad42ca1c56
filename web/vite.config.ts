import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { compiledAhead } from './tools/compiledAhead.ts'
import { compressed } from './tools/compressed.ts'
import { firstFrame } from './tools/firstFrame.ts'
import { firstPage } from './tools/firstPage.ts'
import { texts } from './tools/texts.ts'

/** Where `npm run dev` finds a running hawker. */
const hall = process.env['HAWKER_URL'] ?? 'http://127.0.0.1:8080'

/** What the server answers itself; everything else is the app. */
const serverPaths = ['/api', '/broadcasting', '/docs', '/healthz', '/readyz']

/**
 * What nearly every page needs comes in three pieces, and not in thirty: each request costs a phone a round trip. What
 * only some pages need (dialogs, charts, pusher-js) is left to come with them.
 */
const pieces = [
  {
    name: 'framework',
    test: /node_modules\/(@vue|vue|vue-router|pinia|vue-i18n|@intlify|@tanstack|valibot|class-variance-authority|clsx)\//,
    priority: 3,
  },
  { name: 'icons', test: /node_modules\/@lucide\//, minShareCount: 2, priority: 2 },
  {
    name: 'shared',
    test: /src\/(api|composables|lib|realtime|stores|ui\/(?!AppDialog|AppSheet|AppTabs|AppToaster|ConfirmDialog|DialogFrame))/,
    priority: 1,
  },
]

export default defineConfig({
  plugins: [vue(), tailwindcss(), texts(), firstPage(), firstFrame(), compiledAhead(), compressed()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  define: {
    // Only the composition API is used; the rest would be carried along for nothing.
    __VUE_OPTIONS_API__: 'false',
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    __VUE_I18N_LEGACY_API__: 'false',
    __VUE_I18N_FULL_INSTALL__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
  },
  build: {
    target: 'es2022',
    reportCompressedSize: false,
    rolldownOptions: {
      input: { index: 'index.html', sw: 'src/serviceWorker.ts' },
      output: {
        // A service worker is found at a fixed address, at the root of what it may answer for.
        entryFileNames: (chunk) => (chunk.name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
        codeSplitting: { groups: pieces },
      },
    },
  },
  server: {
    proxy: {
      ...Object.fromEntries(serverPaths.map((path) => [path, { target: hall, xfwd: true }])),
      '/app/': { target: hall, ws: true },
    },
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.spec.ts', 'tools/**/*.spec.ts'],
    restoreMocks: true,
    unstubGlobals: true,
  },
})
