import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CachePlan, planCaches } from '../../src/caching/presets.ts';
import { createGatherer } from '../../src/execution/caches/key-parts.ts';
import { createFileStates } from '../../src/execution/files/file-states.ts';
import { inputPaths } from '../../src/execution/inputs/fingerprints.ts';
import { createToolVersions } from '../../src/execution/inputs/tool-versions.ts';
import { pipelineOf, stage } from '../pipeline/stages.ts';
import { runStages, temporaryFolder } from './support.ts';

function write(root: string, paths: readonly string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), path);
  }
}

/** A checkout whose sources git tracks, with what tools and people leave beside them. */
function checkout(
  ignore: readonly string[],
  tracked: readonly string[],
  others: readonly string[],
) {
  const root = temporaryFolder();
  write(root, tracked);
  writeFileSync(join(root, '.gitignore'), `${ignore.join('\n')}\n.stagetime\n`);
  execFileSync('git', ['init', '-q', root]);
  execFileSync('git', ['-C', root, 'add', '-A']);
  write(root, others);
  return root;
}

/** The inputs of a stage with these patterns, beside a stage that makes files. */
function inputsOf(root: string, inputs: readonly string[], outputs: readonly string[] = []) {
  const stages = [stage('make', { outputs }), stage('read', { inputs })];
  const reader = stages[1] as (typeof stages)[1];
  return inputPaths(root, reader, pipelineOf(stages), createFileStates(root));
}

describe('what git ignores', () => {
  const ignore = ['*.egg-info/', '_version.py', '.mypy_cache/', '.DS_Store', 'output/', '/data/*'];
  const sources = ['src/a.py', 'src/kept/_version.py.txt'];
  const junk = ['src/p.egg-info/SOURCES.txt', 'src/_version.py', 'src/.mypy_cache/x.json'];
  const left = [...junk, 'src/.DS_Store'];
  const made = ['output/figures/a.pdf', 'output/log.txt', 'data/raw.csv', 'src/new.py'];
  const project = () => checkout(ignore, sources, [...left, ...made]);

  it.each<[string, readonly string[], readonly string[]]>([
    ['in a folder that is an input', ['src'], [...sources, 'src/new.py']],
    [
      'where wildcards match it',
      ['src/**/*.py', '**/*.txt'],
      ['src/a.py', 'src/kept/_version.py.txt', 'src/new.py'],
    ],
    ['in no folder', ['.'], ['.gitignore', ...sources, 'src/new.py']],
  ])('is no input %s', async (_, inputs, found) => {
    expect(await inputsOf(project(), inputs)).toEqual(found);
  });

  it.each<[string, readonly string[], readonly string[]]>([
    ['a file', ['src/_version.py'], ['src/_version.py']],
    ['an ignored folder', ['output'], ['output/figures/a.pdf', 'output/log.txt']],
    ['a folder in it', ['./output/figures/'], ['output/figures/a.pdf']],
    ['one before wildcards', ['output/figures/*.pdf'], ['output/figures/a.pdf']],
    ['one in braces', ['{output,src}/*.txt'], ['output/log.txt']],
    ['a folder of which everything is ignored', ['data/**/*.csv'], ['data/raw.csv']],
    ['a folder by its name', ['src/.mypy_cache'], ['src/.mypy_cache/x.json']],
  ])('is an input where a pattern names %s', async (_, inputs, found) => {
    expect(await inputsOf(project(), inputs)).toEqual(found);
  });

  it('is an input where a stage makes it', async () => {
    const inputs = ['src', '**/*.pdf'];
    const found = [
      'output/figures/a.pdf',
      'src/_version.py',
      'src/a.py',
      'src/kept/_version.py.txt',
      'src/new.py',
    ];
    expect(await inputsOf(project(), inputs, ['output/figures', 'src/_version.py'])).toEqual(found);
  });

  it('is an input where git tracks it all the same', async () => {
    const root = project();
    execFileSync('git', ['-C', root, 'add', '-f', 'src/_version.py']);
    expect(await inputsOf(root, ['src/*'])).toContain('src/_version.py');
  });

  it('is whatever is there where there is no repository', async () => {
    const root = temporaryFolder();
    write(root, ['src/a.py', 'src/.DS_Store']);
    writeFileSync(join(root, '.gitignore'), '.DS_Store\n');
    expect(await inputsOf(root, ['src'])).toEqual(['src/.DS_Store', 'src/a.py']);
  });
});

describe('a stage whose inputs git ignores in part', () => {
  const count = stage('count', { run: 'ls src | wc -l > n', inputs: ['src'], outputs: ['n'] });

  it('is reused whatever tools leave there, and runs again for what git does not ignore', async () => {
    const root = checkout(['*.egg-info', '_version.py'], ['src/a.py'], []);
    const run = () => runStages([count], { root, reuse: true });
    await run();
    write(root, ['src/p.egg-info/SOURCES.txt', 'src/_version.py']);
    expect((await run()).record('count').status).toBe('reused');
    write(root, ['src/.a.py.swp']);
    expect((await run()).record('count').status).toBe('passed');
  });

  it('fails where a pattern matches nothing else, and says how to name such files', async () => {
    const root = checkout(['*.csv'], ['src/a.py'], ['src/x.csv']);
    const [inputs, outputs] = [['src/*.csv'], ['n']];
    const failed = await runStages([stage('s', { inputs, outputs })], { root, reuse: true });
    expect(failed.record('s').reason).toEqual({
      kind: 'empty-input',
      input: { why: 'ignored', pattern: 'src/*.csv', file: 'src/x.csv' },
    });
    rmSync(join(root, 'src/x.csv'));
    const none = await runStages([stage('s', { inputs, outputs })], { root });
    expect(none.record('s').reason).toEqual({
      kind: 'empty-input',
      input: { why: 'no-match', pattern: 'src/*.csv' },
    });
  });

  it.each([
    ['by its exclusions', ['src', '!**/*.py'], ['n']],
    ['of what git leaves', ['src/*', '!src/a.*'], ['n']],
  ])('fails where all is taken away %s', async (_, inputs, outputs) => {
    const root = checkout(['*.csv'], ['src/a.py'], ['src/x.csv']);
    const { record } = await runStages([stage('s', { inputs, outputs })], { root, reuse: true });
    expect(record('s')).toMatchObject({
      status: 'failed',
      reason: { kind: 'empty-input', input: { why: 'excluded', pattern: inputs[0] } },
    });
  });
});

it('is no input of a cache either', async () => {
  const root = checkout(['*.log'], ['src/a.tex'], ['src/a.log', 'out.log']);
  const cache = {
    name: 'c',
    paths: ['kept'],
    inputs: ['src', '**/*.log'],
    restoreKeys: [],
    proxy: false,
  };
  const pipeline = pipelineOf([stage('s', { outputs: ['out.log'] })], { caches: [cache] });
  const gatherer = createGatherer({
    root,
    pipeline,
    environment: process.env,
    toolVersions: createToolVersions(root),
    states: createFileStates(root),
  });
  const [plan] = planCaches(pipeline.caches, pipeline.stages) as [CachePlan];
  const { inputs } = await gatherer.parts(plan, pipeline.stages);
  expect(inputs.map(({ path }) => path)).toEqual(['out.log', 'src/a.tex']);
});
