import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Six suites: `default` and `smoke` are what every change runs; `e2e` runs whole programs; `slow` holds what takes
 * minutes or measures the machine (it runs one file at a time, so that nothing disturbs a measurement);
 * `idle` does nothing but wait for minutes, beside whatever else runs; `faults` tries every service with
 * every fault.
 */
const IDLE = '__tests__/slow/llm-silence.test.ts';
/** Every service with every fault: mostly waiting for deadlines, in a workflow of their own. */
const FAULTS = ['__tests__/slow/faults.test.ts', '__tests__/slow/history-faults.test.ts'];

/** Of the tests that run whole programs, those that show soonest that something is broken. */
const SMOKE = ['action', 'cli-run', 'dist', 'example'].map(name => `__tests__/e2e/${name}.test.ts`);
/** Whole programs, real clients, services that fail. */
const E2E = [
  '__tests__/e2e/**/*.test.ts',
  '__tests__/sequences/**/*.test.ts',
  '__tests__/baseline/cache-store-faults.test.ts',
  '__tests__/caching/actions-faults.test.ts',
  '__tests__/llm/clients-python.test.ts',
];

/** Begins with the files that run whole programs: a long one that began last would be waited for alone. */
class ProgramsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const runsPrograms = ({ moduleId }: TestSpecification) => /\/(e2e|sequences)\//.test(moduleId);
    return [...sorted.filter(runsPrograms), ...sorted.filter(file => !runsPrograms(file))];
  }
}

/** A process of node for each file would take longer than most of them. */
const together = {
  isolate: false,
  // Ends a test that hangs; how long one takes depends on what else the machine does.
  testTimeout: 120_000,
  hookTimeout: 120_000,
};

export default defineConfig({
  // Random cases are the same ones in every run unless others are asked for; see there.
  resolve: {
    alias: [
      {
        find: /^fast-check$/,
        replacement: `${import.meta.dirname}/__tests__/support/fast-check.ts`,
      },
    ],
  },
  test: {
    // One more than a runner has cores: many tests wait for processes that sleep.
    maxWorkers: 3,
    sequence: { sequencer: ProgramsFirst },
    // What is waited for comes; how soon depends on what else the machine does.
    expect: { poll: { timeout: 20_000, interval: 20 } },
    projects: [
      {
        extends: true,
        test: {
          ...together,
          name: 'default',
          include: ['__tests__/**/*.test.ts'],
          exclude: ['__tests__/slow/**', ...E2E, '**/node_modules/**'],
        },
      },
      {
        extends: true,
        test: { ...together, name: 'smoke', include: SMOKE },
      },
      {
        extends: true,
        test: { ...together, name: 'e2e', include: E2E, exclude: [...SMOKE, '**/node_modules/**'] },
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
      {
        extends: true,
        test: { name: 'faults', include: FAULTS, testTimeout: 1_800_000, hookTimeout: 120_000 },
      },
    ],
  },
});
