import { defineConfig } from 'vitest/config'
import { SlowFirst } from './tests/setup/slow-first.ts'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: './tests/setup/global.ts',
    // Two cores: servers, databases and a browser run beside the tests.
    maxWorkers: 2,
    sequence: { sequencer: SlowFirst },
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
})
