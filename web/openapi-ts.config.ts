import { defineConfig } from '@hey-api/openapi-ts'

export default defineConfig({
  input: '../docs/openapi.json',
  output: { path: process.env['HAWKER_API_OUT'] ?? 'src/api/generated', importFileExtension: null },
  logs: { file: false },
  plugins: [
    '@hey-api/typescript',
    { name: '@hey-api/client-fetch', runtimeConfigPath: '../client', throwOnError: true },
    { name: '@hey-api/sdk', responseStyle: 'data', auth: false },
  ],
})
