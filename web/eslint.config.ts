import oxlint from 'eslint-plugin-oxlint'
import vue from 'eslint-plugin-vue'
import typescript, { type ConfigArray } from 'typescript-eslint'
import { readdirSync } from 'node:fs'

/** A feature stands alone: what two of them need belongs to a store, a composable or `ui`. */
const features = readdirSync(new URL('./src/features', import.meta.url))
const alone: ConfigArray = features.map((feature) => ({
  files: [`src/features/${feature}/**/*.{ts,vue}`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            group: features
              .filter((other) => other !== feature)
              .flatMap((other) => [`@/features/${other}/**`, `../${other}/**`, `**/features/${other}/**`]),
            message:
              'A feature imports api, realtime, ui, stores, i18n, composables and lib, never another feature.',
          },
          {
            group: ['@/layouts/**', '@/router', '@/main'],
            message: 'The app knows its features, not the other way round.',
          },
        ],
      },
    ],
  },
}))

/** Below the features nobody knows them; `lib` and `api` know nothing of screens. */
const layers: ConfigArray = [
  {
    files: ['src/{api,realtime,ui,stores,i18n,composables,lib}/**/*.{ts,vue}'],
    group: ['@/features/**', '@/layouts/**', '@/router', '@/main'],
  },
  {
    files: ['src/{api,lib}/**/*.ts'],
    group: ['@/features/**', '@/layouts/**', '@/router', '@/main', '@/ui/**', '@/stores/**', '@/realtime/**'],
  },
].map(({ files, group }) => ({
  files,
  rules: {
    'no-restricted-imports': [
      'error',
      { patterns: [{ group, message: 'What is below must not know what is above.' }] },
    ],
  },
}))

export default typescript.config(
  { ignores: ['dist', 'target', 'src/api/generated', '**/*.js'] },
  ...typescript.configs.recommended,
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.vue', '**/*.ts'],
    languageOptions: { parserOptions: { parser: typescript.parser, extraFileExtensions: ['.vue'] } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-restricted-globals': ['error', { name: 'fetch', message: 'Calls go through src/api.' }],
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/block-order': ['error', { order: ['script', 'template', 'style'] }],
      'vue/define-props-declaration': ['error', 'type-based'],
      'vue/define-emits-declaration': ['error', 'type-based'],
      'vue/no-undef-components': 'error',
      'vue/no-v-html': 'error',
      // Prettier's business, or noise beside types.
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/require-default-prop': 'off',
    },
  },
  { files: ['src/App.vue'], rules: { 'vue/multi-word-component-names': 'off' } },
  {
    // The three places that are made to fetch.
    files: [
      'src/api/client.ts',
      'src/realtime/ring.ts',
      'src/serviceWorker.ts',
      '**/*.spec.ts',
      'e2e/**',
      'tools/**',
    ],
    rules: { 'no-restricted-globals': 'off' },
  },
  ...layers,
  ...alone,
  ...oxlint.configs['flat/recommended'],
)
