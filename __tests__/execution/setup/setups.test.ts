/** Setups that really run, before stages that really run. */
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pipelineOf } from '../../definition/helpers.ts';
import { runStages, type TestRun, temporaryFolder } from '../support.ts';

interface World {
  readonly root: string;
  /** Tools that setups install. */
  readonly bin: string;
}

function world(): World {
  const root = temporaryFolder();
  const bin = temporaryFolder();
  mkdirSync(bin, { recursive: true });
  return { root, bin };
}

/** A program of this name that says its version, as a command of a setup. */
const install = (name: string, version = '1') =>
  `printf '#!/bin/sh\\necho ${version}\\n' > "$BIN/${name}" && chmod +x "$BIN/${name}"`;

function run({ root, bin }: World, definition: string, options: object = {}): Promise<TestRun> {
  const { stages, caches } = pipelineOf(definition);
  const environment = { PATH: `${bin}:${process.env.PATH}`, BIN: bin };
  return runStages(stages, { root, caches, environment, reuse: true, ...options });
}

const statuses = (ran: TestRun) =>
  Object.fromEntries(ran.records().map(({ id, status }) => [id, status]));

const TOOL = `env: { BIN: }
setup:
  tool:
    run: ${JSON.stringify(install('frobnicate'))}
    provides: frobnicate
stages:
  use: { run: frobnicate > out, requires: frobnicate, inputs: stagetime.yml, outputs: out }
`;

describe('a setup', () => {
  it('runs where what it provides is missing, and what needs it finds that; then it need not run', async () => {
    const here = world();
    writeFileSync(join(here.root, 'stagetime.yml'), 'x');
    const first = await run(here, TOOL);
    expect(statuses(first)).toEqual({ tool: 'passed', use: 'passed' });
    expect(first.record('tool')).toMatchObject({
      setup: { kind: 'command' },
      ranBecause: { causes: [{ kind: 'not-there', tool: { tool: 'frobnicate' } }] },
    });
    const again = await run(here, TOOL);
    expect(statuses(again)).toEqual({ tool: 'skipped', use: 'reused' });
    expect(again.record('tool')).toMatchObject({
      setup: { kind: 'found' },
      reason: { kind: 'provided', tools: ['frobnicate'] },
    });
  });

  it('is no reason to run a stage again where the tool is the same, and one where it is not', async () => {
    const here = world();
    writeFileSync(join(here.root, 'stagetime.yml'), 'x');
    await run(here, TOOL);
    // A fresh machine: the version is known only when the setup is done.
    rmSync(join(here.bin, 'frobnicate'));
    expect(statuses(await run(here, TOOL))).toEqual({ tool: 'passed', use: 'reused' });
    rmSync(join(here.bin, 'frobnicate'));
    const newer = TOOL.replace('echo 1', 'echo 2');
    expect(statuses(await run(here, newer))).toEqual({ tool: 'passed', use: 'passed' });
    expect(readFileSync(join(here.root, 'out'), 'utf8')).toBe('2\n');
  });

  it('that ends well without what it provides has failed', async () => {
    const ran = await run(world(), TOOL.replace('> \\"$BIN', '> \\"$BIN/other-'));
    expect(statuses(ran)).toMatchObject({ tool: 'failed', use: 'skipped' });
  });

  it('that says it provides what its command does not bring has failed, with the tool named', async () => {
    const nothing = TOOL.replace(/run: ".*"/, 'run: echo done');
    const ran = await run(world(), nothing);
    expect(statuses(ran)).toEqual({ tool: 'failed', use: 'skipped' });
    expect(ran.record('tool').reason).toMatchObject({
      kind: 'not-provided',
      tool: { tool: 'frobnicate' },
    });
    expect(ran.status()).toBe('failed');
  });

  it('holds nobody back where it is left out', async () => {
    const here = world();
    writeFileSync(join(here.root, 'stagetime.yml'), 'x');
    const other = TOOL.replace('frobnicate > out, requires: frobnicate', 'echo > out');
    const ran = await run(here, other, { leftOut: new Map([['tool', 'skip']]) });
    expect(statuses(ran)).toEqual({ tool: 'skipped', use: 'passed' });
  });
});

const KEPT = `setup:
  env:
    run: mkdir -p env && date +%s%N > env/made && cp lock env/lock
    inputs: lock
    keep: env
stages:
  use: { run: cat env/lock }
`;

describe('a setup that keeps folders', () => {
  it('runs where they are not there, or were made from something else', async () => {
    const here = world();
    writeFileSync(join(here.root, 'lock'), '1');
    const made = () => readFileSync(join(here.root, 'env', 'made'), 'utf8');
    expect(statuses(await run(here, KEPT))).toEqual({ env: 'passed', use: 'passed' });
    const first = made();
    const again = await run(here, KEPT);
    expect(statuses(again)).toEqual({ env: 'reused', use: 'passed' });
    expect(again.record('env').setup).toEqual({ kind: 'kept' });
    expect(made()).toBe(first);

    rmSync(join(here.root, 'env'), { recursive: true });
    expect(statuses(await run(here, KEPT))).toMatchObject({ env: 'reused' });
    expect(made()).toBe(first);

    writeFileSync(join(here.root, 'lock'), '2');
    expect(statuses(await run(here, KEPT))).toMatchObject({ env: 'passed' });
    expect(made()).not.toBe(first);
    expect(readFileSync(join(here.root, 'env', 'lock'), 'utf8')).toBe('2');
  });

  it('runs where a file of them is gone, and where its command is another', async () => {
    const here = world();
    writeFileSync(join(here.root, 'lock'), '1');
    await run(here, KEPT);
    rmSync(join(here.root, 'env', 'lock'));
    expect(statuses(await run(here, KEPT))).toMatchObject({ env: 'passed' });
    expect(existsSync(join(here.root, 'env', 'lock'))).toBe(true);
    const other = KEPT.replace('cp lock', 'cp -p lock');
    expect(statuses(await run(here, other))).toMatchObject({ env: 'passed' });
  });

  it('runs where what it provides does not answer, kept or not', async () => {
    const here = world();
    writeFileSync(join(here.root, 'lock'), '1');
    const provides = KEPT.replace('keep: env', 'keep: env\n    provides: frobnicate');
    const tool = join(here.bin, 'frobnicate');
    writeFileSync(tool, '#!/bin/sh\n');
    chmodSync(tool, 0o755);
    await run(here, provides);
    expect(statuses(await run(here, provides))).toMatchObject({ env: 'reused' });
    rmSync(tool);
    expect(statuses(await run(here, provides))).toMatchObject({ env: 'failed' });
  });
});
