import { describe, expect, it } from 'vitest';
import { planCaches } from '../../src/caching/presets.ts';
import type { CacheDefinition, Requirement } from '../../src/pipeline/types.ts';
import { stage } from '../pipeline/stages.ts';

function cache(overrides: Partial<CacheDefinition> = {}): CacheDefinition {
  return { name: 'c', paths: [], inputs: [], restoreKeys: [], proxy: false, ...overrides };
}

function plan(overrides: Partial<CacheDefinition>, stages = [stage('s', { caches: ['c'] })]) {
  const [made] = planCaches([cache(overrides)], stages);
  if (made === undefined) throw new Error('no plan');
  return made;
}

const executable = (name: string): Requirement => ({ kind: 'executable', name });
const module = (name: string): Requirement => ({ kind: 'python-module', name });

describe('every cache', () => {
  it('keeps its paths in one order and one form, and a folder of ours', () => {
    expect(plan({ paths: ['./b//c/', 'a', 'b/c'] }).stored).toEqual([
      'a',
      'b/c',
      '.stagetime/caches/c',
    ]);
  });

  it('is made from the inputs that it names, and never from itself', () => {
    const { inputs, notInputs } = plan({ paths: ['build'], inputs: ['src/**'] });
    expect({ inputs, notInputs }).toEqual({ inputs: ['src/**'], notInputs: ['build'] });
  });

  it('is made from the inputs of its stages where it names none', () => {
    const stages = [
      stage('a', { caches: ['c'], inputs: ['a/**', 'common'] }),
      stage('b', { caches: ['c'], inputs: ['common', 'b/**'] }),
      stage('other', { inputs: ['other'] }),
    ];
    expect(plan({ paths: ['build'] }, stages).inputs).toEqual(['a/**', 'common', 'b/**']);
  });

  it('leaves all caches out of inputs that it does not name', () => {
    const [first] = planCaches(
      [cache({ paths: ['docs/build'] }), cache({ name: 'other', paths: ['docs/other'] })],
      [stage('s', { caches: ['c'], inputs: ['docs'] })],
    );
    expect(first?.notInputs).toEqual(['docs/build', 'docs/other']);
  });

  it("hands on the user's own key and restore keys", () => {
    expect(plan({ paths: ['x'], key: 'v1', restoreKeys: ['v'] })).toMatchObject({
      own: 'v1',
      depth: { nearest: 'same-tools', own: ['v'] },
    });
  });
});

describe('the preset latex', () => {
  it('counts latexmk, the programs that its stages require, and the TeX installation', () => {
    const stages = [
      stage('a', { caches: ['c'], requires: [executable('xelatex'), module('numpy')] }),
      stage('b', { caches: ['c'], requires: [executable('latexmk'), executable('biber')] }),
    ];
    const { tools, tex } = plan({ preset: 'latex', paths: ['build'] }, stages);
    expect(tools).toEqual(['biber', 'latexmk', 'xelatex'].map(executable));
    expect(tex).toBe(true);
  });

  it('is made from all that stands around its folder where nothing is named', () => {
    const { inputs } = plan({ preset: 'latex', paths: ['papers/first/build', 'thesis/build'] });
    expect(inputs).toEqual(['papers/first/**', 'thesis/**']);
  });

  it('is made from sources alone where its folder stands at the root', () => {
    const { inputs } = plan({ preset: 'latex', paths: ['build'] });
    expect(inputs.join()).toContain('**/*.{tex,');
    expect(inputs).toContain('!**/node_modules/**');
  });
});

describe('the preset pytest', () => {
  it('keeps the environment, and never bytecode', () => {
    const { paths } = plan({ preset: 'pytest' });
    expect(paths).toEqual(['.pytest_cache', '.venv']);
  });

  it('is made from what the environment is made from, whatever its stages read', () => {
    const stages = [stage('s', { caches: ['c'], inputs: ['src/**/*.py', 'tests/**'] })];
    const { inputs } = plan({ preset: 'pytest' }, stages);
    expect(inputs).toEqual(expect.arrayContaining(['requirements*.txt', 'uv.lock', 'poetry.lock']));
    expect(inputs.join()).not.toContain('tests');
  });

  it('counts Python, and where the environment stands: it holds its own place', () => {
    const { tools, bound } = plan({ preset: 'pytest' });
    expect(tools).toEqual([executable('python3')]);
    expect(bound).toBe(true);
  });
});

describe('the preset llm', () => {
  it('keeps the answers of exactly these questions', () => {
    const { paths, depth } = plan({ preset: 'llm' });
    expect(paths).toEqual(['output/llm']);
    expect(depth.nearest).toBe('exact');
  });

  it('is made from text, prompts and code where nothing is named', () => {
    const { inputs } = plan({ preset: 'llm' });
    expect(inputs).toEqual(
      expect.arrayContaining(['manuscript/**', 'prompts/**', 'scripts/**/*.py']),
    );
  });
});
