import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CacheDefinition } from '../../src/pipeline/types.ts';
import { stage } from '../pipeline/stages.ts';
import { runStages, temporaryFolder } from './support.ts';

const objects: CacheDefinition = {
  name: 'objects',
  paths: ['build'],
  inputs: ['a.in', 'b.in'],
  restoreKeys: [],
  proxy: false,
};

/** Compiles an input, and knows from its database whether it did so before. */
const compile = (name: string) =>
  stage(name, {
    run: `mkdir -p build; cat build/db > seen-by-${name} 2>/dev/null || true; echo ${name} >> build/db; cp ${name}.in build/${name}.out`,
    inputs: [`${name}.in`],
    outputs: [`build/${name}.out`],
    caches: ['objects'],
  });

function project() {
  const root = temporaryFolder();
  const write = (path: string, text: string) => writeFileSync(join(root, path), text);
  const text = (path: string) => readFileSync(join(root, path), 'utf8');
  write('a.in', 'a');
  write('b.in', 'b');
  return {
    root,
    write,
    text,
    run: () => runStages([compile('a'), compile('b')], { root, caches: [objects], reuse: true }),
    /** All but sources and what is stored goes, as in a fresh clone. */
    cloneAgain() {
      for (const path of ['build', '.stagetime/made', '.stagetime/caches', 'seen-by-a']) {
        rmSync(join(root, path), { recursive: true, force: true });
      }
    },
  };
}

describe('a cache after a reuse', () => {
  it('is restored where the folder holds nothing but what the reuse put there', async () => {
    const at = project();
    await at.run();
    at.cloneAgain();
    const second = await at.run();
    expect([second.record('a').status, second.record('b').status]).toEqual(['reused', 'reused']);

    at.write('a.in', 'changed');
    const third = await at.run();
    expect(third.record('a')).toMatchObject({ status: 'passed', cacheState: 'partial' });
    expect(third.record('b').status).toBe('reused');
    expect(at.text('seen-by-a')).toContain('a\n');
    expect(at.text('build/a.out')).toBe('changed');
    expect(at.text('build/b.out')).toBe('b');
  });

  it('is cold, and called so, where there is no entry', async () => {
    const at = project();
    await at.run();
    at.cloneAgain();
    await at.run();
    const elsewhere = { ...objects, name: 'others' };
    at.write('a.in', 'changed');
    const stages = ['a', 'b'].map(name => ({ ...compile(name), caches: ['others'] }));
    const run = await runStages(stages, { root: at.root, caches: [elsewhere], reuse: true });
    expect(run.record('a')).toMatchObject({ status: 'passed', cacheState: 'cold' });
    expect(at.text('seen-by-a')).toBe('');
  });

  it('is kept where the user has something of his own there', async () => {
    const at = project();
    await at.run();
    at.cloneAgain();
    await at.run();
    mkdirSync(join(at.root, 'build'), { recursive: true });
    at.write('build/mine', 'mine');
    at.write('a.in', 'changed');
    const run = await at.run();
    expect(run.record('a').cacheState).toBe('partial');
    expect(at.text('build/mine')).toBe('mine');
    expect(at.text('seen-by-a')).toBe('');
  });
});
