import { describe, expect, it } from 'vitest';
import { definitionHash, pipelineFingerprint } from '../../src/pipeline/hash.ts';
import { pipelineOf, stage } from './stages.ts';

describe('definitionHash', () => {
  const hash = definitionHash(stage('a'));

  it('changes with what the stage does', () => {
    const changed = [
      { run: 'false' },
      { shell: 'sh' },
      { workingDirectory: 'x' },
      { env: { A: '1' } },
      { env: { A: null } },
      { caches: ['c'] },
      { models: { default: 'm' } },
    ];
    const hashes = changed.map(overrides => definitionHash(stage('a', overrides)));
    expect(new Set([hash, ...hashes]).size).toBe(changed.length + 1);
  });

  it('does not change with what it is called, allowed or fed', () => {
    const same = {
      name: 'A',
      inputs: ['x'],
      budgetMs: 1,
      usual: { tool: 'latex', mostMs: 90_000 },
      tags: ['t'],
      timeoutMs: 1,
      needs: ['b'],
    } as const;
    expect(definitionHash(stage('renamed', same))).toBe(hash);
  });

  it('does not depend on the order of variables and caches', () => {
    const one = stage('a', { env: { A: '1', B: '2' }, caches: ['x', 'y'] });
    const other = stage('a', { env: { B: '2', A: '1' }, caches: ['y', 'x'] });
    expect(definitionHash(one)).toBe(definitionHash(other));
  });
});

describe('pipelineFingerprint', () => {
  it('changes with the graph', () => {
    const chain = pipelineOf([stage('a'), stage('b', { needs: ['a'] })]);
    const apart = pipelineOf([stage('a'), stage('b')]);
    expect(pipelineFingerprint(chain)).not.toBe(pipelineFingerprint(apart));
  });
});
