/** What the simulator found in the engine, as the smallest scenarios that showed it. */
import type { Patch } from '../support/taken-out.ts';
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
      seed: 1,
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
  {
    what: 'what a reuse had half in place when its run was killed was taken for the user’s where no stage had begun',
    patch: {
      file: 'execution/preparation.ts',
      from: '    this.#sayAlive();\n    if (isSetup(stage)) {',
      to: '    if (isSetup(stage)) {',
    },
    shows: 'wrong outputs',
    scenario: {
      seed: 178,
      home: 'terminal',
      baseline: 'own',
      specs: [maker],
      sources: [['a'], ['own'], [], [], []],
      steps: [
        runOf([plainRun(0)]),
        { kind: 'fresh' },
        runOf([{ ...plainRun(0), killAt: 2, killOn: 'placing' }]),
        runOf([plainRun(0)]),
      ],
    },
  },
  {
    what: 'a stage was stored with what another had written over it that was still under way when the run was killed',
    patch: {
      file: 'execution/reuse/pending-results.ts',
      from: '...others.filter(mayWrite).map(other => other.id)',
      to: '...others.filter(other => other.id === id && mayWrite(other)).map(other => other.id)',
    },
    shows: 'wrong reuse',
    scenario: {
      seed: 5,
      home: 'terminal',
      baseline: 'own',
      specs: [maker, { kind: 'saboteur', victim: 0, mischief: 'twin', ms: 13 }],
      sources: [[], [], [], [], []],
      steps: [{ ...runOf([{ ...plainRun(0), killAt: 80 }]), isChaos: true }, runOf([plainRun(0)])],
    },
  },
  {
    what: 'a history whose waiting runs could not be read was taken for the whole, and there was "no baseline"',
    patch: {
      file: 'run/judging/compare-run.ts',
      from: 'return loaded.unreadBeside !== undefined && ownRuns === 0;',
      to: 'return false;',
    },
    shows: 'a false "no baseline"',
    scenario: {
      seed: 2926,
      home: 'service',
      baseline: 'own',
      specs: [{ ...maker, reads: [4], ms: 51 }],
      sources: [[], [], ['link'], [], ['lazy']],
      steps: [
        runOf([
          { ...plainRun(0), cache: { how: 'dies', of: 'reading', oneIn: 2 } },
          { ...plainRun(1) },
        ]),
        runOf([{ ...plainRun(0), diskFault: { code: 'EIO', from: 44, count: 1_000, below: '/' } }]),
      ],
    },
  },
  {
    what: 'a cache that was restored in part, and could not be taken back, was called empty',
    patch: {
      file: 'execution/caches/cache-lifecycle.ts',
      from: "  if (obstacle?.kind === 'half-placed') clearCache(root, plan, held());\n",
      to: '',
    },
    shows: 'wrong reuse',
    scenario: onHalfACache(35),
  },
  {
    what: 'what two runs that were killed one after the other had half in place was taken for the user’s',
    patch: {
      file: 'execution/reuse/stage-results.ts',
      from: 'filter(([path]) => !files.has(path))',
      to: 'filter(([path]) => path)',
    },
    shows: 'wrong reuse',
    scenario: {
      seed: 2,
      home: 'terminal',
      baseline: 'own',
      specs: [
        { ...maker, reads: [4], ms: 7 },
        { ...maker, reads: [4], ms: 60 },
      ],
      sources: [['own'], ['b', 'run'], [], ['link'], ['lazy', 'flaky']],
      steps: [
        runOf([{ ...plainRun(0), slots: 1, force: true }]),
        { kind: 'edit', file: 2, words: [] },
        { kind: 'fresh' },
        runOf([{ ...plainRun(0), slots: 1, killOn: 'placing' }]),
        { kind: 'fresh' },
        runOf([{ ...plainRun(0), slots: 1, killAt: 24, killOn: 'rename' }]),
        runOf([{ ...plainRun(0), slots: 1, killAt: 19, killOn: 'rename' }]),
        runOf([{ ...plainRun(0), slots: 1 }]),
      ],
    },
  },
  {
    what: 'a folder that a killed run had made was nobody’s after the next one reused what is in it',
    patch: {
      file: 'execution/reuse/stage-results.ts',
      from: 'left.folders.filter(folder => this.#stands(folder));',
      to: 'this.#foldersLeft(stage);',
    },
    shows: 'wrong reuse',
    scenario: {
      seed: 22456,
      home: 'terminal',
      baseline: 'file',
      specs: [
        { ...maker, reads: [3], ms: 26 },
        { ...maker, reads: [5], ms: 20 },
      ],
      sources: [['dir'], [], [], [], []],
      steps: [
        runOf([{ ...plainRun(0), slots: 1 }]),
        runOf([{ ...plainRun(0), slots: 1, force: true, killAt: 6, killOn: 'rename' }]),
        { ...runOf([{ ...plainRun(0), slots: 1 }]), editAtMs: 96 },
        runOf([{ ...plainRun(0), slots: 1 }]),
      ],
    },
  },
  {
    what: 'a report went elsewhere for want of its folder, and the history with it, where nobody found it',
    patch: {
      file: 'run/run-services.ts',
      from: 'reportDir: resolveReportDir(request.cwd, request.reportDir),',
      to: 'reportDir,',
    },
    shows: 'a false "no baseline"',
    scenario: {
      seed: 33776,
      home: 'terminal',
      baseline: 'own',
      specs: [{ ...maker, reads: [1], ms: 33 }],
      sources: [[], [], [], [], []],
      steps: [
        runOf([{ ...plainRun(0), diskFault: { code: 'EIO', from: 1, count: 1, below: '/' } }]),
        runOf([plainRun(0)]),
      ],
    },
  },
  {
    what: 'what a stage made on a cache that was restored in part was stored',
    patch: {
      file: 'execution/preparation.ts',
      from: 'return cache === undefined ? undefined :',
      to: 'return cache === undefined || stage.id !== cache ? undefined :',
    },
    shows: 'wrong reuse',
    scenario: onHalfACache(33),
  },
];

/** A disk fails three times in a row, from this call on, while a leg restores what another has saved. */
function onHalfACache(from: number): Scenario {
  const diskFault = { code: 'EIO', from, count: 3, below: '/' } as const;
  return {
    seed: 9433,
    home: 'service',
    baseline: 'branch',
    specs: [
      { ...maker, reads: [3], ms: 46 },
      { ...maker, reads: [1], isCached: true, ms: 19 },
    ],
    sources: [[], [], [], [], []],
    steps: [runOf([plainRun(1)]), runOf([{ ...plainRun(0), diskFault }]), runOf([plainRun(0)])],
  };
}
