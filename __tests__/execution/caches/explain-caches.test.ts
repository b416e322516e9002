import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createDirectoryStore } from '../../../src/caching/directory/directory-store.ts';
import { createStageCaches } from '../../../src/execution/caches/caches.ts';
import {
  type ExplainCachesOptions,
  explainCaches,
} from '../../../src/execution/caches/explain-caches.ts';
import { createFileStates } from '../../../src/execution/files/file-states.ts';
import { createToolVersions } from '../../../src/execution/inputs/tool-versions.ts';
import { pipelineOf, stage } from '../../pipeline/stages.ts';
import { temporaryFolder } from '../support.ts';

const compile = stage('compile', { caches: ['objects'] });
const objects = {
  name: 'objects',
  paths: ['build'],
  inputs: ['src'],
  restoreKeys: [],
  proxy: false,
} as const;

/** A project of one stage, before or after its first run. */
function project() {
  const [root, store] = [
    temporaryFolder(),
    createDirectoryStore({ folder: temporaryFolder(), maxBytes: 1e8 }),
  ];
  const pipeline = pipelineOf([compile], { caches: [objects] });
  const environment = { PATH: process.env.PATH };
  const write = (path: string, text: string) => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  write('src/a', 'a');
  return {
    root,
    write,
    clean: () => rmSync(join(root, 'build'), { recursive: true }),
    explain: (more: Partial<ExplainCachesOptions> = {}) =>
      explainCaches({ pipeline, stages: ['compile'], root, environment, store, ...more }),
    async run() {
      const caches = createStageCaches({
        pipeline,
        root,
        environment,
        store,
        saving: { allowed: true },
        keepExisting: true,
        toolVersions: createToolVersions(root),
        states: createFileStates(root),
        emit: () => {},
        now: () => performance.now(),
      });
      await caches.prepare(compile);
      write('build/a.o', 'compiled');
      await caches.save([{ id: 'compile', status: 'passed' }]);
      return caches.records()[0]?.key;
    },
  };
}

describe('the explanation of a cache', () => {
  it('says that no entry is of use', async () => {
    expect(await project().explain()).toMatchObject([{ name: 'objects', state: 'miss' }]);
  });

  it('says that the entry is there, and restores nothing', async () => {
    const at = project();
    const key = await at.run();
    at.clean();
    expect(await at.explain()).toEqual([
      { name: 'objects', key, state: 'exact', differences: [], temperature: 'warm', leftOut: [] },
    ]);
    expect(existsSync(join(at.root, 'build'))).toBe(false);
  });

  it('names what changed since the entry that comes nearest', async () => {
    const at = project();
    await at.run();
    at.clean();
    at.write('src/a', 'changed');
    at.write('src/b', 'new');
    const differences = [
      { kind: 'file', path: 'src/a', change: 'content' },
      { kind: 'file', path: 'src/b', change: 'added' },
    ];
    expect(await at.explain()).toMatchObject([{ state: 'prefix', differences }]);
    expect(existsSync(join(at.root, 'build'))).toBe(false);
    expect(existsSync(join(at.root, '.stagetime/staging'))).toBe(false);
  });

  it('says what is missing of what the last run left', async () => {
    const at = project();
    await at.run();
    at.write('build/b.o', 'mine');
    rmSync(join(at.root, 'build/a.o'));
    expect(await at.explain()).toMatchObject([
      { state: 'kept', temperature: 'cold', completeness: { missing: 1, of: 1 } },
    ]);
  });

  it('does not take what a reuse put there for newer than the entry', async () => {
    const at = project();
    await at.run();
    at.clean();
    at.write('build/app', 'reused');
    const placementOf = () => ({ stage: 'compile', by: 'reuse' }) as const;
    expect(await at.explain({ placementOf })).toMatchObject([{ state: 'exact' }]);
    expect(await at.explain()).toMatchObject([{ state: 'kept' }]);
  });

  it('says what cannot be saved, and what would be left out', async () => {
    const at = project();
    at.write('build/a.o', 'compiled');
    execFileSync('/usr/bin/mkfifo', [join(at.root, 'build/pipe')]);
    expect(await at.explain()).toMatchObject([{ leftOut: [{ kind: 'pipe', path: 'build/pipe' }] }]);

    renameSync(join(at.root, 'build'), join(at.root, 'elsewhere'));
    symlinkSync('elsewhere', join(at.root, 'build'));
    expect(await at.explain()).toMatchObject([{ obstacle: { kind: 'link', path: 'build' } }]);
  });

  it('names what changed since what stands at the paths was saved', async () => {
    const at = project();
    await at.run();
    at.write('src/a', 'changed');
    expect(await at.explain()).toMatchObject([
      { state: 'kept', differences: [{ kind: 'file', path: 'src/a', change: 'content' }] },
    ]);
  });

  it('says which of its inputs cannot be read', async () => {
    const { explain, root } = project();
    symlinkSync('loop', join(root, 'src/loop'));
    const file = { path: 'src/loop', cause: { kind: 'link-loop' } };
    const because = { kind: 'unreadable-file', file };
    expect(await explain()).toMatchObject([{ name: 'objects', state: 'unknown', because }]);
  });
});
