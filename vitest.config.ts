import { defineConfig } from 'vitest/config';

/**
 * Three suites: `default` is what every change runs; `slow` holds what takes minutes or measures the
 * machine (it runs one file at a time, so that nothing disturbs a measurement); `idle` does nothing but
 * wait for minutes, beside whatever else runs.
 */
const IDLE = '__tests__/slow/llm-silence.test.ts';

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'default',
          include: ['__tests__/**/*.test.ts'],
          exclude: ['__tests__/slow/**', '**/node_modules/**'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'slow',
          include: ['__tests__/slow/**/*.test.ts'],
          exclude: [IDLE, '**/node_modules/**'],
          testTimeout: 600_000,
          hookTimeout: 120_000,
        },
      },
      { extends: true, test: { name: 'idle', include: [IDLE], testTimeout: 600_000 } },
    ],
  },
});
