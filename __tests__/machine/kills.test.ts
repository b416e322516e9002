/** The worker as it is bundled, killed between any two changes that it makes, and disturbed there. */
import { spawnSync } from 'node:child_process';
import { readFileSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WorkerAnswer, WorkerRequest } from '../../src/machine/messages.ts';
import { bundleEntry } from '../caching/worker-bundle.ts';
import {
  copyMachine,
  install,
  makeMachine,
  type Place,
  place,
  type Tree,
  treeOf,
} from './machine-root.ts';

/** Every second change, which is 27; `STAGETIME_EVERY_KILL` is for all of them. */
const EVERY = process.env.STAGETIME_EVERY_KILL ? 1 : 2;
const AT_STEP = resolve(import.meta.dirname, 'at-step.mjs');
let here: Place;
let script: string;
let before: Tree;
let after: Tree;
/** How many changes a restore makes. */
let changes: number;

interface Disturbance {
  readonly at?: number;
  readonly what?: string;
  readonly count?: string;
}

/** The worker's answer; nothing where it was killed. */
function ask(request: WorkerRequest, { at = 0, what = 'kill', count = '' }: Disturbance = {}) {
  const { stdout } = spawnSync(process.execPath, ['--import', AT_STEP, script], {
    input: JSON.stringify(request),
    env: { PATH: process.env.PATH, AT: String(at), DO: what, COUNT: count },
    encoding: 'utf8',
  });
  const line = stdout.split('\n')[1];
  return line ? (JSON.parse(line) as WorkerAnswer) : undefined;
}

const restoreOf = (root: string): WorkerRequest => ({
  kind: 'restore',
  root,
  file: here.in('layer'),
  roots: [],
  exclude: [],
  maxBytes: 1_000_000,
});

/** All but the time of the folder in which the engine's own is made and removed. */
function stateOf(root: string): Tree {
  const tree = treeOf(root, path => path === 'usr/share/doc');
  return { ...tree, 'var/lib': '' };
}

beforeAll(async () => {
  here = place();
  script = await bundleEntry(here.in('bundle'), 'src/machine/worker.ts');
  const made = copyMachine(makeMachine(here.in('fresh')), here.in('made'));
  const scope = { roots: [], exclude: [], documentation: false };
  const begun = ask({ kind: 'begin', root: made, ...scope });
  if (begun?.kind !== 'begun') throw new Error(begun?.kind);
  install(made);
  const { watch } = begun;
  const owner = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  const request = { file: here.in('layer'), secrets: [], maxBytes: 1_000_000, ...owner };
  ask({ kind: 'capture', root: made, watch, ...request });
  before = stateOf(here.in('fresh'));
  const restored = copyMachine(here.in('fresh'), here.in('restored'));
  expect(ask(restoreOf(restored), { count: here.in('count') })).toMatchObject({ kind: 'restored' });
  changes = Number(readFileSync(here.in('count'), 'utf8'));
  after = stateOf(restored);
  expect(after).toEqual({ ...stateOf(made), 'var/lib': '' });
});

afterAll(() => here[Symbol.dispose]());

/** Folders whose times move when another one is exchanged. */
const EXCHANGED = { usr: '', opt: '' };

/** Which of the two the machine is. */
function whichIs(root: string): 'before' | 'after' {
  const tree = stateOf(root);
  if (JSON.stringify(tree) === JSON.stringify(after)) return 'after';
  expect(tree).toEqual(before);
  return 'before';
}

describe('a worker that is killed', () => {
  it('leaves the machine as before or as after, once it is recovered, wherever that was', () => {
    const outcomes: string[] = [];
    for (let at = 1; at <= changes; at += EVERY) {
      const root = copyMachine(here.in('fresh'), here.in('killed'));
      expect(ask(restoreOf(root), { at })).toBeUndefined();
      const recovered = ask({ kind: 'recover', root });
      outcomes.push(`${recovered?.kind} ${whichIs(root)}`);
      rmSync(root, { recursive: true });
    }
    expect(outcomes.length).toBeGreaterThan(20);
    const kinds = new Set(outcomes);
    expect([...kinds].sort()).toEqual([
      'completed after',
      // Before the first step, and after the last trace is removed.
      'nothing-left after',
      'nothing-left before',
      'rolled-back before',
    ]);
    console.log(
      `${outcomes.length} kills: ${[...kinds].map(kind => `${outcomes.filter(one => one === kind).length} ${kind}`).join(', ')}`,
    );
  });

  it('while it recovers can be recovered again', () => {
    const half = Math.floor(changes * 0.6);
    for (let at = 1; ; at += 5) {
      const root = copyMachine(here.in('fresh'), here.in('again'));
      expect(ask(restoreOf(root), { at: half })).toBeUndefined();
      const recovered = ask({ kind: 'recover', root }, { at });
      if (recovered === undefined) ask({ kind: 'recover', root });
      expect(whichIs(root)).toBe('before');
      rmSync(root, { recursive: true });
      if (recovered !== undefined) break;
    }
  });

  it('is followed by a restore that repairs first', () => {
    const root = copyMachine(here.in('fresh'), here.in('next'));
    ask(restoreOf(root), { at: Math.floor(changes / 2) });
    expect(ask(restoreOf(root))).toMatchObject({ kind: 'restored' });
    expect(whichIs(root)).toBe('after');
  });
});

describe('a folder that is exchanged while a layer is put in place', () => {
  it('leads nowhere: nothing outside is changed, and what was done is undone', () => {
    const kinds = new Set<string>();
    // From where the journal is written: before, what stands there is simply what the machine has.
    for (let at = Math.ceil(changes * 0.45); at <= changes; at += 3) {
      const root = copyMachine(here.in('fresh'), here.in('swapped'));
      const outside = copyMachine(here.in('fresh'), here.in('outside'));
      const was = treeOf(outside);
      // For a link that leads out, and for another folder.
      const stand = at % 2 === 0 ? `ln -s ${outside}/usr/share` : `cp -a ${outside}/usr/share`;
      const what = `mv ${root}/usr/share ${root}/opt/share && ${stand} ${root}/usr/share`;
      const answer = ask(restoreOf(root), { at, what });
      expect(treeOf(outside)).toEqual(was);
      expect(treeOf(realpathSync(`${root}/usr/share`))).toEqual(treeOf(`${outside}/usr/share`));
      const kind = answer?.kind === 'not-restored' ? answer.because.kind : String(answer?.kind);
      kinds.add(kind);
      // Exchanged back, it is as it was.
      rmSync(`${root}/usr/share`, { recursive: true });
      renameSync(`${root}/opt/share`, `${root}/usr/share`);
      const now = stateOf(root);
      if (kind === 'swapped') expect({ ...now, ...EXCHANGED }).toEqual({ ...before, ...EXCHANGED });
      if (kind === 'restored') expect({ ...now, ...EXCHANGED }).toEqual({ ...after, ...EXCHANGED });
      rmSync(root, { recursive: true });
      rmSync(outside, { recursive: true });
    }
    // Restored where it was exchanged after the last look; unsettled where it was when something was in it already.
    expect([...kinds].sort()).toEqual(['restored', 'swapped', 'unsettled']);
  });
});
