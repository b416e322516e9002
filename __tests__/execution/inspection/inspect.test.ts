/** What `check` finds of the machine and the files before anything runs. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inspect } from '../../../src/execution/inspection/inspect.ts';
import type { CacheDefinition, Stage } from '../../../src/pipeline/types.ts';
import type { Finding } from '../../../src/record/facts/stage/finding.ts';
import { findingWords } from '../../../src/reporting/words/findings.ts';
import { pipelineOf, stage } from '../../pipeline/stages.ts';
import { temporaryFolder } from '../support.ts';

const cache: CacheDefinition = {
  name: 'objects',
  paths: ['build'],
  inputs: [],
  restoreKeys: [],
  proxy: false,
};

const EXPRESSION = ['$', '{{ github.sha }}'].join('');

/** What is found of these stages where these files are. */
function found(
  stages: readonly Stage[],
  files: readonly string[] = [],
  caches: readonly CacheDefinition[] = [],
): Promise<readonly Finding[]> {
  const root = temporaryFolder();
  for (const file of files) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), '');
  }
  return inspect({
    pipeline: pipelineOf(stages, { caches }),
    root,
    environment: { PATH: process.env.PATH },
    now: new Date('2026-06-15T12:00:00Z'),
  });
}

describe('a look at the machine before a run', () => {
  it.each<[string, readonly Stage[], readonly string[], readonly Finding[]]>([
    [
      'a tool that is missing, with the way to get it',
      [stage('a', { requires: [{ kind: 'executable', name: 'no-such-tool' }] })],
      [],
      [
        {
          kind: 'missing-tool',
          stage: 'a',
          tool: { kind: 'missing-tool', as: 'executable', tool: 'no-such-tool' },
        },
      ],
    ],
    [
      'a script that is not there, below the working directory',
      [stage('a', { run: 'uv run python -u fit.py --all', workingDirectory: 'code' })],
      ['fit.py', 'code/other.py'],
      [{ kind: 'missing-script', stage: 'a', script: 'code/fit.py' }],
    ],
    [
      'a pattern of inputs that stands for nothing',
      [stage('a', { inputs: ['data/*.csv'] })],
      ['data/a.txt'],
      [{ kind: 'empty-input', stage: 'a', input: { why: 'no-match', pattern: 'data/*.csv' } }],
    ],
    [
      'a need that is not declared',
      [
        stage('draw', { outputs: ['out/figures'] }),
        stage('paper', { inputs: ['paper.tex', 'out/figures/*.pdf'] }),
      ],
      ['paper.tex', 'out/figures/a.pdf'],
      [
        {
          kind: 'implied-need',
          stage: 'paper',
          maker: 'draw',
          input: 'out/figures/*.pdf',
          output: 'out/figures',
        },
      ],
    ],
    [
      'an acknowledgement that is over',
      [stage('a', { acknowledge: { until: '2026-06-14', reason: 'larger data' } })],
      [],
      [{ kind: 'past-acknowledgement', stage: 'a', until: '2026-06-14' }],
    ],
    [
      'what only a workflow expands',
      [stage('a', { run: `echo ${EXPRESSION}`, env: { KEY: EXPRESSION } })],
      [],
      [
        { kind: 'expression', stage: 'a', expression: EXPRESSION },
        { kind: 'expression', stage: 'a', expression: EXPRESSION, variable: 'KEY' },
      ],
    ],
    [
      'evidence that is written elsewhere',
      [
        stage('a', {
          run: 'pytest --junitxml=junit.xml',
          workingDirectory: 'lib',
          evidence: [{ source: 'junit', file: 'junit.xml' }],
        }),
      ],
      ['lib/a.py'],
      [{ kind: 'evidence-elsewhere', stage: 'a', path: 'junit.xml', workingDirectory: 'lib' }],
    ],
  ])('finds %s', async (_, stages, files, findings) => {
    expect(await found(stages, files)).toEqual(findings);
    expect(findings.map(findingWords).join('\n')).not.toContain('undefined');
  });

  it('finds a cache that no stage uses', async () => {
    expect(await found([stage('a')], [], [cache])).toEqual([
      { kind: 'unused-cache', cache: 'objects' },
    ]);
  });

  it.each<[string, readonly Stage[], readonly string[]]>([
    [
      'a tool that a stage before installs',
      [
        stage('setup', { run: 'pip install no-such-tool' }),
        stage('a', { needs: ['setup'], requires: [{ kind: 'executable', name: 'no-such-tool' }] }),
      ],
      [],
    ],
    [
      'a script that another stage makes',
      [
        stage('write', { outputs: ['gen'] }),
        stage('a', { needs: ['write'], run: 'bash gen/run.sh' }),
      ],
      [],
    ],
    [
      'a module, an option, and what follows a `cd`',
      [stage('a', { run: 'python -m pytest t.py && bash -c x.sh; cd code && python fit.py' })],
      [],
    ],
    [
      'inputs that a stage makes',
      [
        stage('draw', { outputs: ['out/*.pdf'] }),
        stage('paper', { needs: ['draw'], inputs: ['out/*.pdf'] }),
      ],
      [],
    ],
    [
      'sources that only might be what another makes',
      [
        stage('draw', { outputs: ['out/*.csv', 'src/gen.py'] }),
        stage('a', { inputs: ['**/*.py', '!src/gen.py', 'src/fit.py'] }),
      ],
      ['src/fit.py'],
    ],
    [
      'a module beside the stage',
      [
        stage('a', {
          requires: [{ kind: 'python-module', name: 'fitting' }],
          workingDirectory: 'code',
        }),
      ],
      ['code/fitting.py'],
    ],
    [
      'a stage that needs the other one',
      [stage('read', { inputs: ['out'] }), stage('tidy', { needs: ['read'], outputs: ['out'] })],
      ['out/a'],
    ],
    [
      'the last day of an acknowledgement',
      [stage('a', { acknowledge: { until: '2026-06-15', reason: 'larger data' } })],
      [],
    ],
  ])('does not find fault with %s', async (_, stages, files) => {
    expect(await found(stages, files)).toEqual([]);
  });
});
