/** What a run makes of a cache is what `plan` and `explain` say it will. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDirectoryStore } from '../../../src/caching/directory/directory-store.ts';
import { createStageCaches } from '../../../src/execution/caches/caches.ts';
import { type CacheFacts, decideCache } from '../../../src/execution/caches/decision.ts';
import type { Placement } from '../../../src/execution/caches/existing-content.ts';
import { explainCaches } from '../../../src/execution/caches/explain-caches.ts';
import { createFileStates } from '../../../src/execution/files/file-states.ts';
import { createToolVersions } from '../../../src/execution/inputs/tool-versions.ts';
import type { CacheDefinition } from '../../../src/pipeline/types.ts';
import { pipelineOf, stage } from '../../pipeline/stages.ts';
import { temporaryFolder } from '../support.ts';

const objects: CacheDefinition = {
  name: 'objects',
  paths: ['build'],
  inputs: ['src'],
  restoreKeys: [],
  proxy: false,
};
const compile = stage('compile', { caches: ['objects'] });

/** What one world is made of. */
interface World {
  /** Whether an earlier run left an entry, and what the inputs are now. */
  readonly entry: 'none' | 'saved' | 'damaged';
  readonly input: 'same' | 'changed';
  readonly standing: readonly ('as-left' | 'mine' | 'reused')[];
  readonly isHalf: boolean;
}

const world: fc.Arbitrary<World> = fc.record({
  entry: fc.constantFrom('none', 'saved', 'damaged'),
  input: fc.constantFrom('same', 'changed'),
  standing: fc.uniqueArray(fc.constantFrom('as-left', 'mine', 'reused'), { maxLength: 3 }),
  isHalf: fc.boolean(),
});

/** A project in such a world: what is said of its cache, and what a run then makes of it. */
async function saidAndDone({ entry, input, standing, isHalf }: World) {
  const root = temporaryFolder();
  const folder = temporaryFolder();
  const store = createDirectoryStore({ folder, maxBytes: 1e8 });
  const pipeline = pipelineOf([compile], { caches: [objects] });
  const environment = { PATH: process.env.PATH };
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const placementOf = (path: string): Placement | undefined =>
    path === 'build/reused' ? { stage: 'compile', by: 'reuse' } : undefined;
  const open = () =>
    createStageCaches({
      pipeline,
      root,
      environment,
      store,
      saving: { allowed: true },
      keepExisting: true,
      placementOf,
      toolVersions: createToolVersions(root),
      states: createFileStates(root),
      emit: () => {},
      now: () => 0,
    });
  write('src/a', 'a');
  if (entry !== 'none') {
    const run = open();
    await run.prepare(compile);
    write('build/as-left', 'compiled');
    await run.save([{ id: 'compile', status: 'passed' }]);
  }
  rmSync(join(root, 'build'), { recursive: true, force: true });
  if (entry === 'damaged') rmSync(join(folder, 'archives'), { recursive: true });
  for (const name of standing) write(`build/${name}`, name);
  if (input === 'changed') write('src/a', 'changed');
  if (isHalf) write('.stagetime/restoring/objects', '');
  const options = { pipeline, stages: ['compile'], root, environment, store, placementOf };
  const [said] = await explainCaches(options);
  const run = open();
  const { state: temperature } = await run.prepare(compile);
  return { said, temperature, record: run.records()[0] };
}

describe('what becomes of a cache', () => {
  it('is what is said of it before, whatever stands there and is stored', async () => {
    const states = new Set<string>();
    await fc.assert(
      fc.asyncProperty(world, async under => {
        const { said, temperature, record } = await saidAndDone(under);
        const done = record?.restoring?.kind === 'kept' ? 'kept' : record?.state;
        expect([said?.state, said?.temperature, said?.key]).toEqual([
          done,
          temperature,
          record?.key,
        ]);
        states.add(String(done));
      }),
      { numRuns: 60 },
    );
    expect([...states].sort()).toEqual(['exact', 'kept', 'miss', 'prefix']);
  }, 60_000);

  const facts: CacheFacts = {
    startsCold: false,
    keepsExisting: true,
    isHalf: false,
    standing: 'own',
  };

  it.each<[string, Partial<CacheFacts>, object]>([
    ['kept where the user has something there', {}, { kind: 'keep', clears: false }],
    ['cleared for a cold start', { startsCold: true }, { kind: 'off', clears: true }],
    ['not kept where it is half in place', { isHalf: true }, { kind: 'ask', clears: true }],
    ['not kept on a runner', { keepsExisting: false }, { kind: 'ask', clears: false }],
    ['asked for where a reuse put all there', { standing: 'placed' }, { kind: 'ask' }],
    [
      'off where there is no store, unless there is something to keep',
      { standing: 'nothing', off: { kind: 'no-service', unset: [] } },
      { kind: 'off', because: { kind: 'no-service' } },
    ],
    [
      'restored where the store has an entry',
      { standing: 'nothing', found: { kind: 'entry', match: 'prefix' } },
      { kind: 'restore', match: 'prefix' },
    ],
    [
      'missed where it has none',
      { standing: 'nothing', found: { kind: 'miss', because: { kind: 'no-entry' } } },
      { kind: 'miss', because: { kind: 'no-entry' } },
    ],
  ])('is %s', (_, change, decision) => {
    expect(decideCache({ ...facts, ...change })).toMatchObject(decision);
  });
});
