/** What the simulator found in the engine, as the smallest scenarios that showed it. */
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

export const FOUND: readonly { readonly what: string; readonly scenario: Scenario }[] = [
  {
    what: 'the folder of an unpacked history went while it was read, and there was "no baseline"',
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
    scenario: {
      seed: 242,
      home: 'terminal',
      baseline: 'own',
      specs: [maker, { ...maker, reads: [4], isReusable: false, ms: 41 }],
      sources: [[], ['flaky'], [], [], []],
      steps: [
        runOf([{ ...plainRun(0), diskFault: { code: 'EIO', from: 15, count: 20, below: '/' } }]),
        runOf([plainRun(0)]),
      ],
    },
  },
];
