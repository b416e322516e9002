/** Plays a sequence, and says where what stands there is not what it has to be. */
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileAt, type Sequence, type Spec, type Step, stagesOf } from './sequences.ts';
import { FOREIGN, type RunChoice, type Sources, World } from './world.ts';

/** What was seen, for a reader of a failure. */
export interface Played {
  /** Nothing where all was right. */
  readonly difference?: string;
  readonly log: readonly string[];
  /** How many stages were reused in runs that were compared. */
  readonly reused: number;
}

/** Plays all steps and then runs once more; stops at the first difference. */
export async function play({ git, specs: given, steps }: Sequence): Promise<Played> {
  using world = new World(git);
  const log: string[] = [];
  const past: Sources[] = [];
  let specs: readonly Spec[] = given;
  let sources: Sources = new Map(
    [0, 1, 2, 3, 4, 5].map(index => [fileAt(index), `a ${index % 2 === 0 ? 'b' : 'dir1'}`]),
  );
  let reused = 0;
  world.checkOut(new Map(), sources);

  function become(next: Sources): void {
    past.push(sources);
    world.checkOut(sources, next);
    sources = next;
  }

  function edit(change: (map: Map<string, string>) => void): void {
    const changed = new Map(sources);
    change(changed);
    become(changed);
  }

  /** A run after which anything may stand there. */
  async function runUnseen(choice: RunChoice): Promise<void> {
    log.push(`unseen ${JSON.stringify(await world.run(stagesOf(specs), choice))}`);
  }

  async function runAndCompare(slots: number, force: boolean): Promise<string | undefined> {
    const outcome = await world.run(stagesOf(specs), { slots, force });
    log.push(`run ${JSON.stringify(outcome)}`);
    // An empty pattern fails its stage: there is nothing to compare.
    if (outcome.status !== 'passed') return undefined;
    reused += Object.values(outcome.stages).filter(status => status === 'reused').length;
    const expected = world.reference(stagesOf(specs), sources);
    return differenceOf(expected, world.outputs());
  }

  async function take(step: Step): Promise<string | undefined> {
    log.push(JSON.stringify(step));
    if (step.kind === 'run') return runAndCompare(step.slots, step.force);
    await change(step);
    return undefined;
  }

  async function change(step: Exclude<Step, { kind: 'run' }>): Promise<void> {
    switch (step.kind) {
      case 'write':
        return edit(map => void map.set(fileAt(step.file), step.words.join(' ')));
      case 'delete':
        return edit(map => void map.delete(fileAt(step.file)));
      case 'rename':
        return edit(map => {
          const text = map.get(fileAt(step.from));
          if (text === undefined) return;
          map.delete(fileAt(step.from));
          map.set(fileAt(step.to), text);
        });
      case 'revert': {
        const earlier = past.at(-step.steps);
        if (earlier !== undefined) become(earlier);
        return;
      }
      case 'version':
        specs = specs.map((spec, index) =>
          index === step.stage && spec.kind === 'maker'
            ? { ...spec, version: 1 - spec.version }
            : spec,
        );
        return;
      case 'tamper':
        return tamper(world.root, step);
      case 'fresh':
        return world.checkOutFresh(sources);
      case 'interrupt':
        return runUnseen({ slots: step.slots, abortAfterMs: step.afterMs });
      case 'chaos':
        writeFileSync(join(world.root, 'chaos'), '');
        await runUnseen({ slots: step.slots });
        return rmSync(join(world.root, 'chaos'));
    }
  }

  for (const step of [...steps, { kind: 'run', slots: 2, force: false } as const]) {
    const difference = await take(step);
    if (difference !== undefined) return { difference, log, reused };
  }
  return { log, reused };
}

function tamper(root: string, { how, pick }: Extract<Step, { kind: 'tamper' }>): void {
  const folders = readdirSync(root).filter(name => /^o\d/.test(name));
  const folder = folders[pick % Math.max(1, folders.length)];
  if (folder === undefined) return;
  if (how === 'add') writeFileSync(join(root, folder, FOREIGN), 'mine');
  const files = readdirSync(join(root, folder)).filter(name => name.endsWith('.txt'));
  const file = files[pick % Math.max(1, files.length)];
  if (file === undefined) return;
  const path = join(root, folder, file);
  if (how === 'delete') rmSync(path);
  if (how === 'change' && existsSync(path)) writeFileSync(path, 'tampered with');
}

function differenceOf(
  expected: ReadonlyMap<string, string>,
  found: ReadonlyMap<string, string>,
): string | undefined {
  const paths = [...new Set([...expected.keys(), ...found.keys()])].sort();
  const path = paths.find(one => expected.get(one) !== found.get(one));
  if (path === undefined) return undefined;
  return `${path}: ${JSON.stringify(found.get(path) ?? 'not there')}, not ${JSON.stringify(expected.get(path) ?? 'not there')}`;
}
