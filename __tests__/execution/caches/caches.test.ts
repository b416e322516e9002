import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createDirectoryStore } from '../../../src/caching/directory/directory-store.ts';
import type { CacheStore } from '../../../src/caching/store.ts';
import {
  createStageCaches,
  type StageCaches,
  type StageCachesOptions,
} from '../../../src/execution/caches/caches.ts';
import type { Placement } from '../../../src/execution/caches/existing-content.ts';
import type { RunEvent } from '../../../src/execution/events/run-events.ts';
import { createFileStates } from '../../../src/execution/files/file-states.ts';
import { createToolVersions } from '../../../src/execution/inputs/tool-versions.ts';
import type { CacheDefinition, Stage } from '../../../src/pipeline/types.ts';
import type { KeepCause } from '../../../src/record/facts/cache-outcome.ts';
import type { CacheRecord, StageStatus } from '../../../src/record/run-record.ts';
import { pipelineOf, stage } from '../../pipeline/stages.ts';
import { temporaryFolder } from '../support.ts';

function cache(name: string, overrides: Partial<CacheDefinition> = {}): CacheDefinition {
  return { name, paths: ['build'], inputs: ['src'], restoreKeys: [], proxy: false, ...overrides };
}

const compile = stage('compile', { caches: ['objects'] });
const objects = cache('objects');

type Files = Readonly<Record<string, string>>;

/** Checkouts of one project that share a store, as runners do. */
function project(
  caches: readonly CacheDefinition[] = [objects],
  stages: readonly Stage[] = [compile],
) {
  const folder = temporaryFolder();
  const store = createDirectoryStore({ folder: join(folder, 'store'), maxBytes: 1e8 });
  let checkouts = 0;

  function checkout(files: Files = { 'src/a': 'a' }): string {
    checkouts += 1;
    const root = join(folder, `checkout-${checkouts}`);
    put(root, files);
    return root;
  }

  function run(root: string, overrides: Partial<StageCachesOptions> = {}) {
    const events: RunEvent[] = [];
    const made = createStageCaches({
      pipeline: pipelineOf(stages, { caches }),
      root,
      environment: { PATH: process.env.PATH },
      store,
      saving: { allowed: true },
      keepExisting: false,
      toolVersions: createToolVersions(root),
      states: createFileStates(root),
      emit: event => events.push(event),
      now: () => performance.now(),
      ...overrides,
    });
    return Object.assign(made, { events });
  }

  /** A run whose only stage passes and leaves these files. */
  async function pass(root: string, files: Files, overrides: Partial<StageCachesOptions> = {}) {
    const under = run(root, overrides);
    const { state } = await under.prepare(compile);
    put(root, files);
    return { state, record: await end(under) };
  }

  return { store, checkout, run, pass };
}

function put(root: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

const text = (root: string, path: string) => readFileSync(join(root, path), 'utf8');

/** Ends the stages, passed unless said otherwise; the record of the first cache. */
async function end(
  run: StageCaches,
  statuses: Readonly<Record<string, StageStatus>> = { compile: 'passed' },
): Promise<CacheRecord | undefined> {
  await run.save(Object.entries(statuses).map(([id, status]) => ({ id, status })));
  return run.records()[0];
}

/** A project with an entry for `src/a` as it is at first. */
async function projectWithEntry(...options: Parameters<typeof project>) {
  const at = project(...options);
  await at.pass(at.checkout(), { 'build/a.o': 'compiled a' });
  return at;
}

describe('restoring', () => {
  it('finds nothing at first, and what the first run saved after that', async () => {
    const at = project();
    const first = await at.pass(at.checkout(), { 'build/a.o': 'compiled a' });
    expect(first.state).toBe('cold');
    expect(first.record).toMatchObject({ name: 'objects', state: 'miss', saved: true });
    expect(first.record?.savedBytes).toBeGreaterThan(0);
    expect(first.record?.saveMs).toBeGreaterThan(0);

    const root = at.checkout();
    const second = at.run(root);
    expect(await second.prepare(compile)).toEqual({ state: 'warm', environment: {} });
    expect(text(root, 'build/a.o')).toBe('compiled a');
    const record = await end(second);
    expect(record).toMatchObject({ state: 'exact', saved: false, stages: ['compile'] });
    expect(record).not.toHaveProperty('restoring');
    expect(record).not.toHaveProperty('saving');
    expect(record?.restoredBytes).toBeGreaterThan(0);
    expect(record?.restoreMs).toBeGreaterThan(0);
    expect(record?.key).toBe(first.record?.key);
  });

  it('takes the nearest older state where an input changed, and says which', async () => {
    const at = await projectWithEntry();
    const changed = { 'src/a': 'changed', 'src/b': 'new' };
    const root = at.checkout(changed);
    const { state, record } = await at.pass(root, { 'build/b.o': 'compiled b' });
    expect(state).toBe('partial');
    expect(text(root, 'build/a.o')).toBe('compiled a');
    expect(record).toMatchObject({ state: 'prefix', saved: true });
    expect(record?.restoring).toEqual({
      kind: 'older-entry',
      differences: [
        { kind: 'file', path: 'src/a', change: 'content' },
        { kind: 'file', path: 'src/b', change: 'added' },
      ],
    });

    const next = await at.pass(at.checkout(changed), {});
    expect(next.state).toBe('warm');
  });

  it('gives files the times that they had', async () => {
    const at = project();
    const root = at.checkout();
    const first = at.run(root);
    await first.prepare(compile);
    put(root, { 'build/a.o': 'compiled a' });
    utimesSync(join(root, 'build/a.o'), 1_600_000_000, 1_600_000_000.25);
    await end(first);

    const next = at.checkout();
    await at.run(next).prepare(compile);
    expect(statSync(join(next, 'build/a.o')).mtimeMs).toBe(1_600_000_000_250);
  });

  it('replaces what stands at the paths on a runner', async () => {
    const at = await projectWithEntry();
    const root = at.checkout({ 'src/a': 'a', 'build/old.o': 'from the checkout' });
    await at.pass(root, {});
    expect(existsSync(join(root, 'build/old.o'))).toBe(false);
  });

  it('keeps what stands at the paths in the terminal: it is newer than any entry', async () => {
    const at = await projectWithEntry();
    const root = at.checkout({ 'src/a': 'a', 'build/mine.o': 'mine' });
    const { state, record } = await at.pass(root, {}, { keepExisting: true });
    expect(state).toBe('partial');
    expect(text(root, 'build/mine.o')).toBe('mine');
    expect(existsSync(join(root, 'build/a.o'))).toBe(false);
    expect(record).toMatchObject({ state: 'off', saved: false });
    expect(record?.restoring).toEqual({ kind: 'kept', completeness: { kind: 'unknown' } });
  });

  it('restores in the terminal where nothing but empty folders stands', async () => {
    const at = await projectWithEntry();
    const root = at.checkout();
    mkdirSync(join(root, 'build/empty'), { recursive: true });
    const { state } = await at.pass(root, {}, { keepExisting: true });
    expect(state).toBe('warm');
    expect(text(root, 'build/a.o')).toBe('compiled a');
  });

  it('restores a cache once, however many stages use it', async () => {
    const link = stage('link', { caches: ['objects'] });
    const at = await projectWithEntry([objects], [compile, link]);
    let asked = 0;
    const store: CacheStore = {
      ...at.store,
      fetch: (request, root) => {
        asked += 1;
        return at.store.fetch(request, root);
      },
    };
    const run = at.run(at.checkout(), { store });
    run.prefetch(['objects']);
    const states = await Promise.all([run.prepare(compile), run.prepare(link)]);
    expect(states.map(({ state }) => state)).toEqual(['warm', 'warm']);
    expect(asked).toBe(1);
  });

  it('restores all caches at once, and lets a stage wait for its own alone', async () => {
    const slow = cache('slow', { paths: ['slow'] });
    const test = stage('test', { caches: ['slow'] });
    const at = await projectWithEntry([objects, slow], [compile, test]);
    const asked: string[] = [];
    const store: CacheStore = {
      ...at.store,
      fetch: (request, root) => {
        asked.push(request.paths[0] ?? '');
        return request.paths[0] === 'slow' ? new Promise(() => {}) : at.store.fetch(request, root);
      },
    };
    const run = at.run(at.checkout(), { store });
    run.prefetch(['slow', 'objects']);
    expect((await run.prepare(compile)).state).toBe('warm');
    expect(asked.sort()).toEqual(['build', 'slow']);
  });

  it('puts nothing in place any more when the stages are over', async () => {
    const at = await projectWithEntry();
    const checkout = at.checkout();
    const store: CacheStore = {
      ...at.store,
      async fetch(request, root) {
        const fetched = await at.store.fetch(request, root);
        run.close();
        return fetched;
      },
    };
    const run = at.run(checkout, { store });
    expect((await run.prepare(compile)).state).toBe('cold');
    expect(existsSync(join(checkout, 'build'))).toBe(false);
    expect(run.records()).toEqual([]);
  });

  it('is a miss with a notice where restoring fails, and the stage runs cold', async () => {
    const at = await projectWithEntry();
    const because = { kind: 'failed', said: 'disk full' } as const;
    const store: CacheStore = {
      ...at.store,
      fetch: async () => ({ kind: 'not-restored', because }),
    };
    const run = at.run(at.checkout(), { store });
    expect((await run.prepare(compile)).state).toBe('cold');
    const restoring = { kind: 'failed', because };
    expect(run.records()[0]).toMatchObject({ state: 'error', restoring, saved: false });
    const notice = { kind: 'cache-not-restored', cache: 'objects', because };
    expect(run.events).toEqual([{ kind: 'notice', notice }]);
  });

  it('never rejects, whatever a store does', async () => {
    const at = project();
    const broken = () => Promise.reject(new Error('no such service'));
    const run = at.run(at.checkout(), { store: { get: broken, fetch: broken, set: broken } });
    expect((await run.prepare(compile)).state).toBe('cold');
    expect(await end(run)).toMatchObject({ state: 'error' });
  });

  it('says why there is no store', async () => {
    const at = project();
    const off = { kind: 'no-service', unset: ['ACTIONS_CACHE_URL'] } as const;
    const run = at.run(at.checkout(), { store: { off: { ...off, unset: [...off.unset] } } });
    expect((await run.prepare(compile)).state).toBe('cold');
    const restoring = { kind: 'off', because: off };
    expect(await end(run)).toMatchObject({ state: 'off', restoring, saved: false });
  });

  it('tells stages without caches, with some of theirs, and with all of them apart', async () => {
    const other = cache('other', { paths: ['other'] });
    const both = stage('both', { caches: ['objects', 'other'] });
    const at = await projectWithEntry([objects, other], [compile, both]);
    const run = at.run(at.checkout());
    expect((await run.prepare(stage('none'))).state).toBe('none');
    expect((await run.prepare(both)).state).toBe('partial');
    expect((await run.prepare(compile)).state).toBe('warm');
  });
});

/** Files by who put them where they stand. */
type Placements = Readonly<Record<string, Placement>>;

const placing = (placements: Placements) => ({
  placementOf: (path: string) => placements[path],
});
const reused = (stage: string): Placement => ({ stage, by: 'reuse' });
const made = (stage: string): Placement => ({ stage, by: 'execution' });

describe('restoring over what stages put there', () => {
  it('restores in the terminal where nothing but a reuse was: the entry is the newest', async () => {
    const at = project();
    await at.pass(at.checkout(), { 'build/a.o': 'compiled a', 'build/app': 'of the entry' });
    const root = at.checkout({ 'src/a': 'changed', 'build/app': 'of the reuse' });
    const ledger = placing({ 'build/app': reused('compile') });
    const { state } = await at.pass(root, {}, { keepExisting: true, ...ledger });
    expect(state).toBe('partial');
    expect(text(root, 'build/a.o')).toBe('compiled a');
    // The stage is about to run: what its tool knows fits the output that it was saved with.
    expect(text(root, 'build/app')).toBe('of the entry');
  });

  it('leaves what was reused after all, though it was about to run when the restoring began', async () => {
    const at = project();
    await at.pass(at.checkout(), { 'build/a.o': 'compiled a', 'build/app': 'of the entry' });
    const root = at.checkout({ 'src/a': 'changed', 'build/app': 'of the reuse' });
    const ledger = placing({ 'build/app': { ...reused('compile'), isReusedNow: true } });
    await at.pass(root, {}, { keepExisting: true, ...ledger });
    expect(text(root, 'build/a.o')).toBe('compiled a');
    expect(text(root, 'build/app')).toBe('of the reuse');
  });

  it.each([
    ['in the terminal', true],
    ['on a runner', false],
  ])('leaves outputs of stages that do not run as they are %s', async (_, keepExisting) => {
    const other = stage('other', { caches: ['objects'] });
    const at = project([objects], [compile, other]);
    await at.pass(at.checkout(), { 'build/a.o': 'a', 'build/other': 'older', 'build/sub': 'file' });
    const files = { 'src/a': 'a', 'build/other': 'reused', 'build/sub/deep': 'reused' };
    const root = at.checkout(files);
    const before = statSync(join(root, 'build/other'));
    const ledger = placing({
      'build/other': reused('other'),
      'build/sub/deep': reused('other'),
    });
    const { state } = await at.pass(root, {}, { keepExisting, ...ledger });
    expect(state).toBe('warm');
    expect(text(root, 'build/a.o')).toBe('a');
    expect(text(root, 'build/other')).toBe('reused');
    expect(text(root, 'build/sub/deep')).toBe('reused');
    // Untouched: who wrote down its state knows it again.
    const { ino, ctimeMs } = statSync(join(root, 'build/other'));
    expect({ ino, ctimeMs }).toEqual({ ino: before.ino, ctimeMs: before.ctimeMs });
  });

  it('takes nothing from a reuse that ends while the entry is on its way', async () => {
    const at = await projectWithEntry();
    const root = at.checkout();
    const placements: Record<string, Placement> = {};
    const store: CacheStore = {
      ...at.store,
      fetch: async (request, place) => {
        const fetched = await at.store.fetch(request, place);
        put(root, { 'build/other': 'reused' });
        placements['build/other'] = reused('other');
        return fetched;
      },
    };
    const run = at.run(root, { store, ...placing(placements) });
    run.prefetch(['objects'], ['compile']);
    expect((await run.prepare(compile)).state).toBe('warm');
    expect(text(root, 'build/other')).toBe('reused');
    expect(text(root, 'build/a.o')).toBe('compiled a');
  });

  it('is cold where there is no entry, and leaves what was reused', async () => {
    const at = project();
    const root = at.checkout({ 'src/a': 'a', 'build/app': 'of the reuse' });
    const ledger = placing({ 'build/app': reused('compile') });
    const { state, record } = await at.pass(root, {}, { keepExisting: true, ...ledger });
    expect(state).toBe('cold');
    expect(record).toMatchObject({ state: 'miss', saved: true });
    expect(text(root, 'build/app')).toBe('of the reuse');
  });

  it.each([
    ['a file of the user', { 'build/app': reused('compile') }, 'kept'],
    ['what a stage with this cache made', { 'build/app': made('compile') }, 'kept'],
    [
      'what a stage without this cache made',
      { 'build/app': made('draw'), 'build/mine': reused('draw') },
      'restored',
    ],
  ] as const)('knows %s', async (_, placements, fate) => {
    const at = await projectWithEntry();
    const root = at.checkout({ 'src/a': 'a', 'build/app': 'app', 'build/mine': 'mine' });
    await at.pass(root, {}, { keepExisting: true, ...placing(placements) });
    expect(existsSync(join(root, 'build/a.o'))).toBe(fate === 'restored');
    expect(text(root, 'build/app')).toBe('app');
    expect(text(root, 'build/mine')).toBe('mine');
  });

  it('leaves outputs of stages that do not run when it is asked to start cold', async () => {
    const at = await projectWithEntry();
    const root = at.checkout({ 'src/a': 'a', 'build/old': 'old', 'build/sub/other': 'reused' });
    const ledger = placing({ 'build/sub/other': reused('other') });
    const { state } = await at.pass(root, {}, { startsCold: true, ...ledger });
    expect(state).toBe('cold');
    expect(existsSync(join(root, 'build/old'))).toBe(false);
    expect(text(root, 'build/sub/other')).toBe('reused');
  });

  it('keeps nothing that a killed run had half in place', async () => {
    const at = await projectWithEntry();
    const root = at.checkout({ 'src/a': 'a', 'build/half': 'half' });
    put(root, { '.stagetime/restoring/objects': '' });
    const { state } = await at.pass(root, {}, { keepExisting: true });
    expect(state).toBe('warm');
    expect(existsSync(join(root, 'build/half'))).toBe(false);
    expect(existsSync(join(root, '.stagetime/restoring'))).toBe(false);
  });
});

function completenessIn(record: CacheRecord | undefined) {
  return record?.restoring?.kind === 'kept' ? record.restoring.completeness : undefined;
}

describe('what was kept in the terminal is called', () => {
  async function stateAfter(change: (root: string) => void) {
    const at = project();
    const root = at.checkout();
    await at.pass(root, { 'build/a.o': 'a', 'build/b.o': 'b' }, { keepExisting: true });
    change(root);
    const { state, record } = await at.pass(root, {}, { keepExisting: true });
    return { state, completeness: completenessIn(record) };
  }

  it('warm where all that the last run left is there, whatever else is', async () => {
    const { state, completeness } = await stateAfter(root => put(root, { 'build/more': 'more' }));
    expect(state).toBe('warm');
    expect(completeness).toEqual({ kind: 'complete' });
  });

  it('partial where it was made from something else, as an older entry is', async () => {
    const { state, completeness } = await stateAfter(root => put(root, { 'src/a': 'changed' }));
    expect(state).toBe('partial');
    const differences = [{ kind: 'file', path: 'src/a', change: 'content' }];
    expect(completeness).toEqual({ kind: 'outdated', differences });
  });

  it('partial where some of it is missing, and says how much', async () => {
    const { state, completeness } = await stateAfter(root => rmSync(join(root, 'build/a.o')));
    expect(state).toBe('partial');
    expect(completeness).toEqual({ kind: 'incomplete', missing: 1, of: 2 });
  });

  it('cold where nothing of it is there', async () => {
    const { state } = await stateAfter(root => {
      rmSync(join(root, 'build'), { recursive: true });
      put(root, { 'build/main.pdf': 'all there is' });
    });
    expect(state).toBe('cold');
  });

  it('partial, not warm, where no run left it', async () => {
    const { state, completeness } = await stateAfter(root => {
      rmSync(join(root, '.stagetime'), { recursive: true });
    });
    expect(state).toBe('partial');
    expect(completeness).toEqual({ kind: 'unknown' });
  });

  it('warm after a run that had nothing to save', async () => {
    const at = await projectWithEntry();
    const root = at.checkout({ 'src/a': 'a', 'build/mine.o': 'mine' });
    await at.pass(root, {}, { keepExisting: true });
    expect((await at.pass(root, {}, { keepExisting: true })).state).toBe('warm');
  });
});

describe('keys', () => {
  it('do not depend on times, on the cache itself or on what we keep', async () => {
    const everything = cache('objects', { inputs: ['**'] });
    const at = await projectWithEntry([everything]);
    const root = at.checkout();
    put(root, { '.stagetime/history.json': 'ours', 'build/x': 'left over' });
    utimesSync(join(root, 'src/a'), 1, 1);
    expect((await at.pass(root, {})).state).toBe('warm');
  });

  it('hold the models that stages are told to use, where answers are kept', async () => {
    const answers = cache('objects', { preset: 'llm' });
    const asking = { ...compile, env: { LLM_MODEL: null } };
    const at = project([answers], [asking]);
    const stateWith = async (model: string) => {
      const environment = { PATH: process.env.PATH, LLM_MODEL: model };
      return (await at.pass(at.checkout(), { 'build/answer': model }, { environment })).state;
    };
    expect(await stateWith('a')).toBe('cold');
    expect(await stateWith('b')).toBe('cold');
    expect(await stateWith('a')).toBe('warm');

    const larger = pipelineOf([{ ...asking, env: { LLM_MODEL: 'large' } }], { caches: [answers] });
    const environment = { PATH: process.env.PATH, LLM_MODEL: 'a' };
    const { state } = await at.pass(at.checkout(), {}, { pipeline: larger, environment });
    expect(state).toBe('cold');
  });

  it('hold the place of an environment, which works nowhere else', async () => {
    const at = await projectWithEntry([cache('objects', { preset: 'pytest' })]);
    expect((await at.pass(at.checkout(), {})).state).toBe('cold');
  });

  it('wait for stages that make an input, but not for others', async () => {
    const generate = stage('generate', { outputs: ['src/generated'] });
    const document = stage('document', { outputs: ['build/doc', 'docs/*.html'] });
    const later = cache('later', { paths: ['later'], inputs: ['src/generated'] });
    const use = stage('use', { needs: ['generate'], caches: ['later'] });
    const sources = cache('objects', { inputs: ['src/*.c'] });
    const at = project([sources, later], [generate, document, compile, use]);
    const asked: string[] = [];
    const store: CacheStore = {
      ...at.store,
      fetch: (request, root) => {
        asked.push(request.paths[0] ?? '');
        return at.store.fetch(request, root);
      },
    };
    const root = at.checkout({ 'src/a.c': 'a' });
    const run = at.run(root, { store });
    run.prefetch(['later', 'objects']);
    await run.prepare(compile);
    expect(asked).toEqual(['build']);

    put(root, { 'src/generated': 'by a stage' });
    await run.prepare(use);
    expect(asked).toEqual(['build', 'later']);
  });
});

const notSaved = (because: KeepCause) => ({ kind: 'not-saved', because });

describe('saving', () => {
  it.each(['failed', 'timed-out', 'cancelled'] as const)(
    'saves nothing half-made of a stage that ended as %s',
    async status => {
      const at = project();
      const root = at.checkout();
      const run = at.run(root);
      await run.prepare(compile);
      put(root, { 'build/half.o': 'half' });
      const record = await end(run, { compile: status });
      expect(record?.saved).toBe(false);
      expect(record?.saving).toEqual(notSaved({ kind: 'stage', stage: 'compile', status }));
      expect((await at.pass(at.checkout(), {})).state).toBe('cold');
    },
  );

  it('saves nothing where one of two stages failed', async () => {
    const link = stage('link', { caches: ['objects'] });
    const at = project([objects], [compile, link]);
    const root = at.checkout();
    const run = at.run(root);
    await run.prepare(compile);
    put(root, { 'build/a.o': 'compiled a' });
    const record = await end(run, { compile: 'passed', link: 'failed' });
    expect(record?.saving).toEqual(notSaved({ kind: 'stage', stage: 'link', status: 'failed' }));
  });

  it('saves nothing where no stage that uses the cache ran', async () => {
    const at = project();
    const root = at.checkout({ 'src/a': 'a', 'build/a.o': 'of the checkout' });
    const run = at.run(root);
    run.prefetch(['objects']);
    await run.prepare(compile);
    const record = await end(run, { compile: 'reused' });
    expect(record?.saving).toEqual(notSaved({ kind: 'no-stage-ran' }));
  });

  it('has no record of a cache that nobody asked for', async () => {
    const at = project();
    const run = at.run(at.checkout());
    expect(await end(run, { compile: 'reused' })).toBeUndefined();
  });

  it('saves nothing where the policy forbids it, and says why', async () => {
    const at = project();
    const saving = { allowed: false, because: { kind: 'fork' } } as const;
    const { record } = await at.pass(at.checkout(), { 'build/a.o': 'evil' }, { saving });
    expect(record).toMatchObject({ state: 'miss', saved: false });
    expect(record?.saving).toEqual(notSaved({ kind: 'fork' }));
    expect((await at.pass(at.checkout(), {})).state).toBe('cold');
  });

  it('does not save again what was restored, even under another key', async () => {
    const at = await projectWithEntry();
    const other = { 'src/a': 'changed' };
    const { record } = await at.pass(at.checkout(other), {});
    expect(record).toMatchObject({ state: 'prefix', saved: false });
    expect(record?.saving).toEqual(notSaved({ kind: 'unchanged' }));
    expect(record).toHaveProperty('saveMs');
  });

  it('does not save again what was written anew with the same content', async () => {
    const at = await projectWithEntry();
    const root = at.checkout({ 'src/a': 'changed' });
    const { record } = await at.pass(root, { 'build/a.o': 'compiled a' });
    expect(record).toMatchObject({ state: 'prefix', saved: false });
  });

  it('needs no permission, and so no excuse, where the entry was there', async () => {
    const at = await projectWithEntry();
    const saving = { allowed: false, because: { kind: 'fork' } } as const;
    const { record } = await at.pass(at.checkout(), {}, { saving });
    expect(record).not.toHaveProperty('saving');
  });

  it('asks the store for nothing where the entry was there', async () => {
    const at = await projectWithEntry();
    let saves = 0;
    const store: CacheStore = {
      ...at.store,
      set: request => {
        saves += 1;
        return at.store.set(request);
      },
    };
    await at.pass(at.checkout(), { 'build/b.o': 'more' }, { store });
    expect(saves).toBe(0);
  });

  it('is quiet in the terminal about an entry that is there already', async () => {
    const at = await projectWithEntry();
    const root = at.checkout({ 'src/a': 'a', 'build/mine.o': 'mine' });
    const { record } = await at.pass(root, { 'build/b.o': 'b' }, { keepExisting: true });
    expect(record?.saved).toBe(false);
    expect(record).not.toHaveProperty('saving');
  });

  it('gives notice where the store fails, and goes on', async () => {
    const at = project();
    const because = { kind: 'failed', said: 'no space left' } as const;
    const failing = async () => ({ kind: 'not-saved', because }) as const;
    const root = at.checkout();
    const run = at.run(root, { store: { ...at.store, set: failing } });
    await run.prepare(compile);
    put(root, { 'build/a.o': 'a' });
    expect(await end(run)).toMatchObject({ saved: false });
    const notice = { kind: 'cache-not-saved', cache: 'objects', because };
    expect(run.events).toEqual([{ kind: 'notice', notice }]);
  });

  it('says so where the stage left nothing', async () => {
    const at = project();
    const { record } = await at.pass(at.checkout(), {});
    expect(record?.saving).toEqual(notSaved({ kind: 'nothing-there' }));
  });

  it('writes nothing through a link that stands in place of our folder', async () => {
    const at = project();
    const root = at.checkout();
    const outside = temporaryFolder();
    put(outside, { 'entry.json': 'precious' });
    mkdirSync(join(root, '.stagetime/caches'), { recursive: true });
    symlinkSync(outside, join(root, '.stagetime/caches/objects'));
    const { record } = await at.pass(root, { 'build/a.o': 'a' });
    expect(record?.saved).toBe(true);
    expect(text(outside, 'entry.json')).toBe('precious');
  });

  it('does without what an entry says of itself where that is no sense', async () => {
    const at = project();
    const root = at.checkout();
    await at.pass(root, { 'build/a.o': 'a' });
    put(root, { '.stagetime/caches/objects/entry.json': '{"schema":1,"parts":{"cache":7}}' });
    const paths = ['build', '.stagetime/caches/objects'];
    const run = at.run(at.checkout({ 'src/a': 'other' }));
    await run.prepare(compile);
    const key = run.records()[0]?.key ?? '';
    await at.store.set({ key: key.replace(/[0-9a-f]{32}\/$/, `${'0'.repeat(32)}/`), paths, root });

    const third = await at.pass(at.checkout({ 'src/a': 'third' }), { 'build/c.o': 'c' });
    expect(third.state).toBe('partial');
    expect(third.record).toMatchObject({ state: 'prefix', saved: true });
    expect(third.record?.restoring).toEqual({ kind: 'older-entry', differences: [] });
  });

  it('leaves out what has no content, keeps the rest, and says so', async () => {
    const at = project();
    const root = at.checkout({ 'src/a': 'a' });
    mkdirSync(join(root, 'build'));
    execFileSync('/usr/bin/mkfifo', [join(root, 'build/pipe')]);
    const { record } = await at.pass(root, { 'build/a.o': 'a' });
    expect(record).toMatchObject({ saved: true });
    const files = [{ kind: 'pipe', path: 'build/pipe' }];
    expect(record?.saving).toEqual({ kind: 'left-out', files });
    const next = at.checkout();
    expect((await at.pass(next, {})).state).toBe('warm');
    expect(readdirSync(join(next, 'build'))).toEqual(['a.o']);
  });

  it('saves no link in place of a folder, and says so', async () => {
    const at = project();
    const root = at.checkout({ 'src/a': 'a', 'elsewhere/a.o': 'a' });
    symlinkSync('elsewhere', join(root, 'build'));
    const { record } = await at.pass(root, {}, { keepExisting: true });
    expect(record?.saved).toBe(false);
    expect(record?.saving).toEqual(notSaved({ kind: 'link', path: 'build' }));
  });

  it('names what is not UTF-8, and keeps it where it stands', async () => {
    const at = await projectWithEntry();
    const root = at.checkout({ 'src/a': 'other', 'build/b': 'b' });
    const name = Buffer.concat([Buffer.from(join(root, 'build/')), Buffer.from([0xe9])]);
    writeFileSync(name, 'latin');
    const { state, record } = await at.pass(root, {}, { keepExisting: true });
    expect(state).toBe('partial');
    expect(record?.saving).toMatchObject({
      because: { kind: 'unreadable-file', file: { cause: { kind: 'name-not-utf8' } } },
    });
    expect(readFileSync(name, 'utf8')).toBe('latin');
  });

  it('knows by its size what is too large, and reads nothing of it', async () => {
    const at = project();
    const root = at.checkout();
    const run = at.run(root, { store: { ...at.store, maxBytes: 1e8 } });
    await run.prepare(compile);
    put(root, { 'build/huge': '' });
    truncateSync(join(root, 'build/huge'), 1e12);
    const { saving } = (await end(run)) ?? {};
    expect(saving).toEqual(notSaved({ kind: 'too-large', maxBytes: 1e8 }));
  });

  it('leaves a root alone that had nothing to keep', async () => {
    const at = project();
    const root = at.checkout();
    await at.pass(root, {});
    rmSync(join(root, 'src'), { recursive: true });
    expect(existsSync(join(root, '.stagetime'))).toBe(false);
  });
});
