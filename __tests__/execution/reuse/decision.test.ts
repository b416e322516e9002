/** What a run makes of a stage is what `plan` and `explain` said it would. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDirectoryStore } from '../../../src/caching/directory/directory-store.ts';
import { decideStage, type StageFacts } from '../../../src/execution/reuse/decision.ts';
import { predictPipeline } from '../../../src/execution/reuse/dry-run.ts';
import type { Stage } from '../../../src/pipeline/types.ts';
import { pipelineOf, stage } from '../../pipeline/stages.ts';
import { runStages, startStages, temporaryFolder } from '../support.ts';

const UNKNOWN = { kind: 'unknown', because: { kind: 'need', stage: 'a' } } as const;
const KNOWN = { answer: { kind: 'known' } } as const;
const MISSING = { answer: { kind: 'not-found', because: { kind: 'other-fingerprint' } } } as const;
const CHANGE = { kind: 'file', path: 'a', change: 'content' } as const;
const facts: StageFacts = { stage: stage('a', { inputs: ['a'] }), force: false, awaited: [] };

describe('the decision about a stage', () => {
  it.each<[string, StageFacts, object]>([
    [
      'no inputs say that it is the same',
      { ...facts, stage: stage('a') },
      { kind: 'run', always: true, because: [{ kind: 'no-inputs' }] },
    ],
    [
      'its `if-changed` is false',
      { ...facts, stage: stage('a', { inputs: ['a'], reuse: false }) },
      { kind: 'run', always: true, because: [{ kind: 'reuse-off' }] },
    ],
    [
      'all are to run',
      { ...facts, force: true },
      { kind: 'run', always: true, because: [{ kind: 'forced' }] },
    ],
    [
      'nobody knows what it reads',
      { ...facts, fingerprint: { answer: UNKNOWN } },
      { kind: 'run', always: false, because: [{ ...UNKNOWN, kind: 'unreadable' }] },
    ],
    [
      'nothing was ever stored',
      { ...facts, fingerprint: KNOWN, stored: MISSING, changes: { answer: undefined } },
      { kind: 'run', always: false, because: [{ kind: 'nothing-stored' }] },
    ],
    [
      'something changed',
      { ...facts, fingerprint: KNOWN, stored: MISSING, changes: { answer: [CHANGE] } },
      { kind: 'run', always: false, because: [{ kind: 'changed', difference: CHANGE }] },
    ],
    [
      'nothing changed, and the result cannot be used',
      { ...facts, fingerprint: KNOWN, stored: MISSING, changes: { answer: [] } },
      {
        kind: 'run',
        always: false,
        because: [{ kind: 'no-result', because: MISSING.answer.because }],
      },
    ],
  ])('is to run where %s', (_, known, decision) => {
    expect(decideStage(known)).toEqual(decision);
  });

  it('asks for one thing after the other, and reads nothing that does not matter', () => {
    expect(decideStage(facts)).toEqual({ kind: 'ask', about: 'fingerprint' });
    const read = { ...facts, fingerprint: KNOWN };
    expect(decideStage(read)).toEqual({ kind: 'ask', about: 'stored' });
    expect(decideStage({ ...read, stored: MISSING })).toEqual({ kind: 'ask', about: 'changes' });
  });
});

/** One small pipeline: `make` writes what `use` reads, beside a file of the user's. */
interface World {
  readonly makes: 'from-input' | 'always';
  readonly optional: boolean;
  readonly steps: readonly Step[];
}

type Step = 'run' | 'force' | 'edit-a' | 'edit-b' | 'revert' | 'lose-input' | 'lose-output' | Tool;
type Tool = 'tool-gone' | 'tool-back' | 'tool-newer';

const world: fc.Arbitrary<World> = fc.record({
  makes: fc.constantFrom('from-input' as const, 'always' as const),
  optional: fc.boolean(),
  steps: fc.array(
    fc.constantFrom<Step>(
      ...(['run', 'run', 'force', 'edit-a', 'edit-b', 'revert', 'lose-input'] as const),
      ...(['lose-output', 'tool-gone', 'tool-back', 'tool-newer'] as const),
    ),
    { minLength: 3, maxLength: 8 },
  ),
});

describe('plan and run', () => {
  it('say the same where another stage filled a folder that was empty when the result was made', async () => {
    const root = temporaryFolder();
    mkdirSync(join(root, 'out/in/extra'), { recursive: true });
    writeFileSync(join(root, 'in'), '');
    const stages = [
      stage('outer', { run: 'echo a > out/a', inputs: ['in'], outputs: ['out/**'] }),
      stage('inner', {
        run: 'echo e > out/in/extra/e',
        outputs: ['out/in/**'],
        needs: ['outer'],
      }),
    ];
    const environment = { PATH: process.env.PATH ?? '' };
    await runStages(stages, { root, environment, reuse: true });
    expect(await compare({ root, stages, environment }, false)).toBeGreaterThan(0);
    const { record } = await runStages(stages, { root, environment, reuse: true });
    expect(record('outer').status).toBe('reused');
  });

  it('say the same, whatever was edited, lost, installed or removed', async () => {
    let foretold = 0;
    await fc.assert(
      fc.asyncProperty(world, async ({ makes, optional, steps }) => {
        const project = aProject(makes, optional);
        for (const step of [...steps, 'run'] as const) {
          if (step !== 'run' && step !== 'force') project.take(step);
          else foretold += await compare(project, step === 'force');
        }
      }),
      { numRuns: 8 },
    );
    expect(foretold).toBeGreaterThan(20);
  }, 120_000);
});

function aProject(makes: World['makes'], optional: boolean) {
  const root = temporaryFolder();
  const bin = join(root, 'bin');
  const write = (path: string, text: string, mode = 0o644): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text, { mode });
  };
  const install = (version: number): void =>
    write('bin/tool', `#!/bin/sh\necho ${version}\n`, 0o755);
  install(1);
  write('a', '1');
  write('b', '1');
  const stages: readonly Stage[] = [
    stage('make', {
      run: 'mkdir -p out; cp a out/made',
      inputs: makes === 'always' ? [] : ['a'],
      outputs: ['out'],
    }),
    stage('use', {
      run: 'tool > used; cat out/made b >> used',
      needs: ['make'],
      inputs: ['b'],
      outputs: ['used'],
      requires: [{ kind: 'executable', name: 'tool' }],
      optional,
    }),
    stage('last', {
      run: 'cp used copy',
      needs: ['use'],
      inputs: ['used'],
      outputs: ['copy'],
    }),
  ];
  const take = (step: Exclude<Step, 'run' | 'force'>): void => {
    const lose = (path: string) => rmSync(join(root, path), { force: true });
    const grow = (path: string) => write(path, `${readOr(join(root, path))}x`);
    const steps: Readonly<Record<typeof step, () => void>> = {
      'edit-a': () => grow('a'),
      'edit-b': () => grow('b'),
      revert: () => {
        write('a', '1');
        write('b', '1');
      },
      'lose-input': () => lose('b'),
      'lose-output': () => lose('out/made'),
      'tool-gone': () => lose('bin/tool'),
      'tool-back': () => install(1),
      'tool-newer': () => install(2),
    };
    steps[step]();
  };
  const environment = { PATH: [bin, process.env.PATH].join(delimiter) };
  return { root, stages, environment, take };
}

function readOr(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Gives of how many stages the plan was sure. */
async function compare(
  {
    root,
    stages,
    environment,
  }: Pick<ReturnType<typeof aProject>, 'root' | 'stages' | 'environment'>,
  force: boolean,
): Promise<number> {
  const foreseen = await predictPipeline({
    pipeline: pipelineOf(stages),
    root,
    environment,
    store: createDirectoryStore({ folder: join(root, '.stagetime', 'cache'), maxBytes: 1e8 }),
    force,
    starting: { inCi: false },
  });
  const { records } = await runStages(stages, {
    ...{ root, environment, keepGoing: true },
    reuse: force ? 'force' : true,
  });
  let sure = 0;
  for (const { id, status, attempts, reason, ranBecause } of records()) {
    const said = foreseen.get(id);
    const saw = JSON.stringify({ id, said, status, reason, ranBecause });
    if (said === undefined) throw new Error(`nothing was said of ${id}`);
    if (said.kind === 'depends') continue;
    sure += 1;
    if (said.kind === 'reused') expect(status, saw).toBe('reused');
    if (said.kind === 'blocked')
      expect({ status, reason }, saw).toEqual({ status: said.status, reason: said.reason });
    // A stage before it may have made what stops it; that, a plan cannot know.
    if (said.kind === 'runs' && attempts > 0) {
      expect(ranBecause?.causes, saw).toEqual(said.because.slice(0, 5));
    }
    if (said.kind === 'runs') expect(status, saw).not.toBe('reused');
  }
  return sure;
}

describe('the time still to go', () => {
  it('counts nothing for what will be reused', async () => {
    const { root, stages, environment } = aProject('from-input', false);
    const wait = stage('wait', { run: 'while ! [ -e go ]; do sleep 0.05; done' });
    const expectation = {
      medianMs: 60_000,
      lowMs: 60_000,
      highMs: 60_000,
      runs: 5,
      peakRssBytes: 0,
    };
    const expectations = new Map(
      ['wait', ...stages.map(({ id }) => id)].map(id => [id, expectation]),
    );
    const project = { root, environment, reuse: true, expectations } as const;
    const go = () => writeFileSync(join(root, 'go'), '');
    const all = [wait, ...stages.map(one => ({ ...one, needs: ['wait', ...one.needs] }))];
    go();
    await runStages(all, project);
    rmSync(join(root, 'go'));
    const run = startStages(all, project);
    await expect
      .poll(() => run.eta())
      .toMatchObject({ kind: 'interval', highMs: expect.closeTo(60_000, -4) });
    go();
    await run.finished;
    expect(run.record('last').status).toBe('reused');
  }, 30_000);
});
