import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createDirectoryStore } from '../../src/caching/directory-store.ts';
import type { CacheStore } from '../../src/caching/store.ts';
import {
  createStageCaches,
  type StageCaches,
  type StageCachesOptions,
} from '../../src/execution/caches.ts';
import type { RunEvent } from '../../src/execution/events.ts';
import { createFileStates } from '../../src/execution/file-states.ts';
import { createToolVersions } from '../../src/execution/tool-versions.ts';
import type { CacheDefinition, Stage } from '../../src/pipeline/types.ts';
import type { CacheRecord, StageStatus } from '../../src/record/run-record.ts';
import { pipelineOf, stage } from '../pipeline/stages.ts';
import { temporaryFolder } from './support.ts';

function cache(name: string, overrides: Partial<CacheDefinition> = {}): CacheDefinition {
  return { name, paths: ['build'], inputs: ['src'], restoreKeys: [], proxy: false, ...overrides };
}

const compile = stage('compile', { caches: ['objects'] });
const objects = cache('objects');

/** Checkouts of one project that share a store, as runners do. */
function project(
  caches: readonly CacheDefinition[] = [objects],
  stages: readonly Stage[] = [compile],
) {
  const folder = temporaryFolder();
  const kept = createDirectoryStore({ folder: join(folder, 'store'), maxBytes: 1e8 });
  let checkouts = 0;
  return {
    store: kept,
    checkout(files: Readonly<Record<string, string>> = { 'src/a': 'a' }) {
      checkouts += 1;
      const root = join(folder, `checkout-${checkouts}`);
      put(root, files);
      return root;
    },
    run(root: string, overrides: Partial<StageCachesOptions> = {}) {
      const events: RunEvent[] = [];
      const run = createStageCaches({
        pipeline: pipelineOf(stages, { caches }),
        root,
        environment: { PATH: process.env.PATH },
        store: kept,
        saving: { allowed: true },
        keepExisting: false,
        toolVersions: createToolVersions(root),
        states: createFileStates(root),
        emit: event => events.push(event),
        now: () => performance.now(),
        ...overrides,
      });
      return Object.assign(run, { events });
    },
  };
}

function put(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

const text = (root: string, path: string) => readFileSync(join(root, path), 'utf8');

/** Ends the stages, all passed unless said otherwise. */
async function end(
  run: StageCaches,
  statuses: Readonly<Record<string, StageStatus>> = { compile: 'passed' },
): Promise<readonly CacheRecord[]> {
  await run.save(Object.entries(statuses).map(([id, status]) => ({ id, status })));
  return run.records();
}

/** A first run that makes and saves. */
async function firstRun(at: ReturnType<typeof project>, root: string): Promise<void> {
  const run = at.run(root);
  await run.prepare(compile);
  put(root, { 'build/a.o': 'compiled a' });
  await end(run);
}

describe('restoring', () => {
  it('finds nothing at first, and what the first run saved after that', async () => {
    const at = project();
    const first = at.checkout();
    const cold = at.run(first);
    expect((await cold.prepare(compile)).state).toBe('cold');
    put(first, { 'build/a.o': 'compiled a' });
    const [saved] = await end(cold);
    expect(saved).toMatchObject({ name: 'objects', state: 'miss', saved: true });
    expect(saved?.savedBytes).toBeGreaterThan(0);
    expect(saved?.saveMs).toBeGreaterThan(0);

    const second = at.checkout();
    const warm = at.run(second);
    expect((await warm.prepare(compile)).state).toBe('warm');
    expect(text(second, 'build/a.o')).toBe('compiled a');
    const [restored] = await end(warm);
    expect(restored).toMatchObject({ state: 'exact', saved: false, stages: ['compile'] });
    expect(restored).not.toHaveProperty('reason');
    expect(restored?.restoredBytes).toBeGreaterThan(0);
    expect(restored?.restoreMs).toBeGreaterThan(0);
    expect(restored?.key).toBe(saved?.key);
  });

  it('restores the nearest older state where an input changed, and says which', async () => {
    const at = project();
    await firstRun(at, at.checkout());

    const second = at.checkout({ 'src/a': 'changed', 'src/b': 'new' });
    const run = at.run(second);
    expect((await run.prepare(compile)).state).toBe('partial');
    expect(text(second, 'build/a.o')).toBe('compiled a');
    put(second, { 'build/b.o': 'compiled b' });
    const [record] = await end(run);
    expect(record).toMatchObject({
      state: 'prefix',
      saved: true,
      reason: 'input src/a changed, input src/b was added',
    });

    const third = at.run(at.checkout({ 'src/a': 'changed', 'src/b': 'new' }));
    expect((await third.prepare(compile)).state).toBe('warm');
  });
});
