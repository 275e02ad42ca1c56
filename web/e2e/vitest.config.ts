import { defineConfig } from 'vitest/config'

/** One flow after the other: what they measure is time, on machines with few cores. */
export default defineConfig({
  test: {
    include: ['e2e/flows/**/*.e2e.ts'],
    environment: 'node',
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 60_000,
    // How long a screen may take to show what it must; only failures take that long.
    expect: { poll: { timeout: 20_000, interval: 50 } },
    reporters: ['verbose'],
  },
})
