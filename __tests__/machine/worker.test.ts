import { execFileSync, spawnSync } from 'node:child_process';
import { lstatSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clockStep } from '../../src/machine/capture/mark.ts';
import { openMachine } from '../../src/machine/machine.ts';
import { bundleEntry } from '../caching/worker-bundle.ts';
import {
  copyMachine,
  IS_ROOT,
  install,
  LEFT_OUT,
  makeMachine,
  type Place,
  place,
  treeOf,
} from './machine-root.ts';

let here: Place;
let script: string;
const SCOPE = { roots: [], exclude: [], documentation: false };

beforeAll(async () => {
  here = place();
  script = await bundleEntry(here.in('bundle'), 'src/machine/worker.ts');
});
afterAll(() => here[Symbol.dispose]());

const open = (root: string, isRoot = true) => openMachine({ script, root, isRoot });

describe('a machine', () => {
  it('is kept and restored by a process of its own', async () => {
    const fresh = makeMachine(here.in('fresh'));
    const made = copyMachine(fresh, here.in('made'));
    const begun = await open(made).begin(SCOPE);
    if (begun.kind !== 'begun') throw new Error(begun.kind);
    install(made);
    const layer = { file: here.in('layer'), maxBytes: 1_000_000 };
    const captured = await open(made).capture({ watch: begun.watch, secrets: [], ...layer });
    expect(captured).toMatchObject({ kind: 'captured', deleted: 5 });
    expect(await open(fresh).restore({ roots: [], exclude: [], ...layer })).toMatchObject({
      kind: 'restored',
      deleted: 5,
    });
    expect(treeOf(fresh, LEFT_OUT)).toEqual(treeOf(made, LEFT_OUT));
    expect(await open(fresh).recover()).toEqual({ kind: 'nothing-left' });
  });

  it('is busy while another process works on it', async () => {
    const root = makeMachine(here.in('busy'));
    const { dev, ino } = lstatSync(root, { bigint: true });
    const other = createServer();
    await new Promise<void>(resolve => {
      other.listen(`\0stagetime-machine-${dev}-${ino}`, resolve);
    });
    try {
      expect(await open(root).begin(SCOPE)).toEqual({ kind: 'busy' });
    } finally {
      other.close();
    }
  });

  it.runIf(IS_ROOT)('is not touched where sudo is not there, or asks for a password', async () => {
    const root = makeMachine(here.in('no-root'));
    const before = treeOf(root, LEFT_OUT);
    const found = spawnSync('sudo', ['-n', 'true']).status === 0;
    if (!found) expect(await open(root, false).begin(SCOPE)).toEqual({ kind: 'no-root' });
    expect(treeOf(root, LEFT_OUT)).toEqual(before);
  });

  it('says what it was not asked well for', async () => {
    const root = makeMachine(here.in('wrong'));
    expect(await open(`${root}/../wrong`).begin(SCOPE)).toMatchObject({ kind: 'failed' });
    expect(await open(here.in('none')).recover()).toMatchObject({ kind: 'failed' });
    const file = here.in('no-layer');
    const restored = await open(root).restore({ ...SCOPE, file, maxBytes: 1 });
    expect(restored).toMatchObject({ kind: 'failed' });
  });

  it('takes nothing from the environment and the arguments of its worker', () => {
    const root = makeMachine(here.in('environment'));
    const request = JSON.stringify({ kind: 'recover', root });
    const said = execFileSync(process.execPath, [script, '--root=/', 'restore'], {
      input: request,
      env: { PATH: '/nonexistent', ROOT: '/', HOME: '/' },
      encoding: 'utf8',
    });
    expect(said.split('\n')[1]).toBe('{"kind":"nothing-left"}');
  });
});

describe('a clock', () => {
  const mark = (ctimeMs: number, offsetMs: number) => ({ ctimeMs, offsetMs });
  it.each([
    ['that goes on', mark(1000, 5), mark(61_000, 5), undefined],
    ['that is slewed a little', mark(1000, 5), mark(3_601_000, 1800), undefined],
    ['that was set forward', mark(1000, 0), mark(70_000, 9000), 9000],
    ['that was set back', mark(100_000, 0), mark(50_000, -60_000), -60_000],
  ])('%s', (_, from, to, step) => {
    expect(clockStep(from, to)).toBe(step);
  });
});
