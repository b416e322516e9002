import { execFileSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { interpreterOf } from '../../../src/execution/inputs/interpreter.ts';
import { findMissing } from '../../../src/execution/inputs/requirements.ts';
import { createToolVersions } from '../../../src/execution/inputs/tool-versions.ts';
import { stage } from '../../pipeline/stages.ts';
import { temporaryFolder } from '../support.ts';

const PATH = process.env.PATH ?? '';
const of = (run: string, shell?: string) =>
  interpreterOf({ run, ...(shell !== undefined && { shell }) }, PATH, '/');
const program = (...argv: string[]) => ({ kind: 'program', argv });

describe('the interpreter of a command', () => {
  it.each([
    ['pytest tests', program('python3')],
    ['make figures', program('python3')],
    ['python -m pytest tests', program('python')],
    ['python3.12 -m pytest', program('python3.12')],
    ['.venv/bin/python -m pytest', program('.venv/bin/python')],
    ['cd x && ../.venv/bin/python3 a.py', program('../.venv/bin/python3')],
    ['/opt/py/bin/python3 a.py', program('/opt/py/bin/python3')],
    ['.venv/bin/pytest tests', program('.venv/bin/python')],
    ['. .venv/bin/activate && pytest', program('.venv/bin/python')],
    ['. .venv/bin/activate && python -m pytest', program('.venv/bin/python')],
    ['source venv-3.12/bin/activate\npytest', program('venv-3.12/bin/python')],
    ['"$VENV/bin/python" -m pytest', program('python3')],
    ['$HOME/env/bin/python -m pytest', program('python3')],
    ['~/env/bin/python -m pytest', program('python3')],
    ['uv run pytest', { kind: 'installed-by', tool: 'uv' }],
    ['uv run python -m pytest', { kind: 'installed-by', tool: 'uv' }],
    ['pixi run test', { kind: 'installed-by', tool: 'pixi' }],
    ['hatch run test:all', { kind: 'installed-by', tool: 'hatch' }],
    ['poetry run pytest', program('poetry', 'run', 'python')],
    ['pdm run pytest', program('pdm', 'run', 'python')],
    ['pipenv run pytest', program('pipenv', 'run', 'python')],
    ['conda run -n paper pytest', program('conda', 'run', '-n', 'paper', 'python')],
    ['mamba run --name=paper pytest', program('mamba', 'run', '--name', 'paper', 'python')],
    ['echo python3', program('python3')],
  ])('%s', (run, expected) => {
    expect(of(run)).toEqual(expected);
  });

  it('is the usual one where the command is a text of Python itself', () => {
    expect(of('import x  # .venv/bin/python ', 'python')).toEqual(program('python3'));
  });

  it('is nobody where the machine has none', () => {
    expect(interpreterOf({ run: 'pytest' }, '/nowhere', '/')).toBeUndefined();
  });
});

describe('a module that a stage requires', () => {
  /** An environment with a module that is nowhere else. */
  function anEnvironment(): string {
    const root = temporaryFolder();
    execFileSync('python3', ['-m', 'venv', '--without-pip', join(root, '.venv')]);
    const [version = ''] = readdirSync(join(root, '.venv/lib'));
    const packages = join(root, '.venv/lib', version, 'site-packages');
    writeFileSync(join(packages, 'only_here.py'), 'x = 1\n');
    return root;
  }
  const module = { kind: 'python-module', name: 'only_here' } as const;
  const requires = [module];

  it('is looked for in the environment whose Python the command starts', async () => {
    const root = anEnvironment();
    const missing = (run: string, folder = root) =>
      findMissing(stage('s', { run, requires }), { PATH }, folder);
    expect(await missing('.venv/bin/python -m only_here')).toBeUndefined();
    expect(await missing('. .venv/bin/activate; only-here')).toBeUndefined();
    expect(await missing('../.venv/bin/python -m only_here', join(root, '.venv'))).toBeUndefined();
    expect(await missing('python3 -m only_here')).toMatchObject({ tool: 'only_here' });
    expect(await missing('none/bin/python -m only_here')).toMatchObject({ tool: 'only_here' });
  });

  it('has the version that is there', async () => {
    const root = anEnvironment();
    const tools = createToolVersions(root);
    const version = (run: string) => tools.of(module, { PATH }, stage('s', { run, requires }));
    expect(await version('.venv/bin/python -m only_here')).toMatch(
      /only_here sha256 [0-9a-f]{64}$/,
    );
    expect(await version('python3 -m only_here')).toBe('absent');
  });

  it('is left to a tool that installs it', async () => {
    const root = temporaryFolder();
    writeFileSync(join(root, 'uv'), '#!/bin/sh\necho uv 9.9.9\n', { mode: 0o755 });
    const uv = stage('s', { run: 'uv run pytest', requires });
    expect(await findMissing(uv, { PATH: root }, root)).toBeUndefined();
    expect(await findMissing(uv, { PATH: '/nowhere' }, root)).toMatchObject({ tool: 'only_here' });
    expect(await createToolVersions(root).of(module, { PATH: root }, uv)).toBe('uv 9.9.9');
  });
});
