/** What the simulator found in the engine, as the smallest scenarios that showed it. */
import type { Patch } from './build.ts';
import { plainRun, runOf, type Scenario } from './scenario.ts';

const maker = {
  kind: 'maker',
  needs: [],
  reads: [5],
  isWide: false,
  isCached: false,
  isOptional: false,
  isReusable: true,
  version: 0,
  weight: 1,
  ms: 36,
} as const;

interface Found {
  readonly what: string;
  readonly scenario: Scenario;
  /** Takes back what was done about it, and what then does not hold. */
  readonly patch: Patch;
  readonly shows: string;
}

export const FOUND: readonly Found[] = [
  {
    what: 'the folder of an unpacked history went while it was read, and there was "no baseline"',
    patch: {
      file: 'baseline/cache-store.ts',
      from: 'return await loadHistory(file, PLACE)',
      to: 'return loadHistory(file, PLACE)',
    },
    shows: 'a false "no baseline"',
    scenario: {
      seed: 8,
      home: 'folder',
      baseline: 'own',
      specs: [maker],
      sources: [[], [], [], [], []],
      steps: [runOf([plainRun(0)]), runOf([plainRun(0)])],
    },
  },
  {
    what: 'what a failed attempt left, and a disk would not remove, was stored with the next one',
    patch: {
      file: 'execution/reuse/stage-results.ts',
      from: 'if (left !== undefined) execution.spoilt ??= left;',
      to: '',
    },
    shows: 'wrong reuse',
    scenario: {
      seed: 242,
      home: 'terminal',
      baseline: 'own',
      specs: [maker, { ...maker, reads: [4], isReusable: false, ms: 41 }],
      sources: [[], ['flaky'], [], [], []],
      steps: [
        runOf([
          {
            ...plainRun(0),
            diskFault: { code: 'EIO', from: 1, count: 1_000, below: '/w/1/code/o0' },
          },
        ]),
        runOf([plainRun(0)]),
      ],
    },
  },
];
