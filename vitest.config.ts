import { defineConfig } from 'vitest/config';

/**
 * Four suites: `default` is what every change runs; `slow` holds what takes minutes or measures the
 * machine (it runs one file at a time, so that nothing disturbs a measurement); `idle` does nothing but
 * wait for minutes, beside whatever else runs; `faults` tries every service with every fault.
 */
const IDLE = '__tests__/slow/llm-silence.test.ts';
/** Every service with every fault: mostly waiting for deadlines, in a workflow of their own. */
const FAULTS = ['__tests__/slow/faults.test.ts', '__tests__/slow/history-faults.test.ts'];

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
          exclude: [IDLE, ...FAULTS, '**/node_modules/**'],
          testTimeout: 600_000,
          hookTimeout: 120_000,
        },
      },
      { extends: true, test: { name: 'idle', include: [IDLE], testTimeout: 600_000 } },
      { extends: true, test: { name: 'faults', include: FAULTS, testTimeout: 1_800_000 } },
    ],
  },
});
