/** What the stages' commands do on the simulated machine. */
import type { Disk } from './machine/disk.ts';
import { type Process, type Program, run } from './machine/processes.ts';
import type { Launch, Launched, World } from './machine/world.ts';
import {
  cachedIn,
  commandOf,
  type Daemon,
  type Maker,
  make,
  outOf,
  read,
  type Saboteur,
  type Thing,
  type View,
} from './pipelines.ts';

/** What one run's stages tell each other and whoever watches. */
export interface Stages {
  /** Processes that have begun, those that have written all they make, and stages that the engine has ended, by number. */
  readonly begun: Set<number>;
  readonly written: Set<number>;
  readonly ended: Set<number>;
  /** How the last process of each stage ended, and how many there were. */
  readonly exits: Map<number, { code: number | undefined; attempts: number }>;
}

/** The variable by which a process knows its run. */
export const RUN_VARIABLE = 'SIMULATED_RUN';

/** The machine's disk as a command sees it. */
export function viewAt(disk: Disk, root: string): View {
  const at = (path: string): Thing | undefined => {
    const node = disk.find(`${root}/${path}`, false);
    if (node === undefined || node.kind === 'null') return undefined;
    if (node.kind === 'folder') return { kind: 'folder' };
    if (node.kind === 'link') return { kind: 'link', target: node.target };
    const text = node.bytes.toString('utf8', 0, node.size);
    return { kind: 'file', text, isExecutable: (node.mode & 0o111) !== 0 };
  };
  const below = (folder: string): string[] => {
    const node = disk.find(`${root}/${folder}`, false);
    if (node?.kind !== 'folder') return [];
    return [...node.entries].flatMap(([name, child]) => {
      const path = `${folder}/${name}`;
      return child.kind === 'folder' ? [path, ...below(path)] : [path];
    });
  };
  return { at, below: folder => below(folder).sort() };
}

/** Puts a thing there as a command does: a file is written anew, a folder made where it is not there. */
export function putThing(disk: Disk, root: string, path: string, thing: Thing): void {
  const at = `${root}/${path}`;
  disk.makeFolders(at.slice(0, at.lastIndexOf('/')));
  if (thing.kind === 'folder') disk.makeFolders(at);
  if (thing.kind === 'link') {
    disk.remove(at);
    disk.symlink(thing.target, at);
  }
  if (thing.kind !== 'file') return;
  disk.writeFile(at, thing.text);
  const node = disk.get(at, 'chmod');
  const mode = thing.isExecutable ? 0o755 : 0o644;
  if (node.mode !== mode) {
    node.mode = mode;
    disk.touchChanged(node);
  }
}

/** Starts what the engine starts for a stage. */
export function stagePrograms(world: World, stagesOf: (run: string) => Stages | undefined) {
  return {
    spawn(launch: Launch): Launched | undefined {
      const command = commandOf(launch.argv.at(-1) ?? '');
      const stages = stagesOf(launch.env[RUN_VARIABLE] ?? '');
      if (command === undefined || stages === undefined) return undefined;
      const { disk, clock, table } = world;
      const { outputPath: path } = launch;
      const node = path === undefined ? undefined : disk.find(path);
      const output = path === undefined || node === undefined ? undefined : { path, node };
      const process = table.start({ ...launch, output });
      const { index, spec } = command;
      const before = stages.exits.get(index);
      const attempts = (before?.attempts ?? 0) + 1;
      stages.exits.set(index, { code: undefined, attempts });
      stages.begun.add(index);
      const context = { world, process, root: launch.cwd, stages, attempts };
      run(
        clock,
        table,
        process,
        spec.kind === 'maker' ? maker(spec, index, context) : saboteur(spec, context),
      );
      process.onEnd(({ code }) => stages.exits.set(index, { code: code ?? 143, attempts }));
      if (output !== undefined)
        disk.write(output.node, Buffer.from(`stage ${index}\n`), output.node.size);
      return { process, stdout: () => ACCOUNT };
    },
  };
}

/** What the wrapper around a command says of it. */
const ACCOUNT = '0m0.000s 0m0.000s\n0m0.010s 0m0.000s\nrchar: 1000\nwchar: 500\n';

interface Context {
  readonly world: World;
  readonly process: Process;
  readonly root: string;
  readonly stages: Stages;
  readonly attempts: number;
}

function* maker(spec: Maker, index: number, context: Context): Program {
  const { world, root, attempts } = context;
  const { disk } = world;
  const view = viewAt(disk, root);
  // Some read at once, and some take their time.
  if (spec.ms % 2 === 1) yield spec.ms * 0.3;
  const found = read(spec, view);
  const { words } = found;
  yield spec.ms * 0.3;
  if (words.has('flaky') && attempts === 1) {
    putThing(disk, root, `${outOf(index)}/junk.txt`, {
      kind: 'file',
      text: 'junk',
      isExecutable: false,
    });
    return 1;
  }
  const taint = spec.isCached ? yield* useCache(index, found.digest, context) : '';
  if (spec.daemon !== undefined) startDaemon(spec.daemon, index, context);
  yield spec.ms * 0.5;
  // Who reads again at its end has to find what it found.
  const last = words.has('late') ? read(spec, view) : found;
  // What a stranger's change makes must never be taken for what the branch makes.
  const evil = context.process.env['EVIL'] === undefined ? '' : ' EVIL';
  const made = make(spec, index, { ...last, digest: last.digest + taint + evil }, view);
  for (const [path, thing] of made) {
    putThing(disk, root, path, thing);
    yield 0.1;
  }
  context.stages.written.add(index);
  yield spec.ms * 0.2;
  return words.has('fail') ? 1 : 0;
}

/** A compiler with two files that belong together; gives what is wrong with them. */
function* useCache(
  index: number,
  digest: string,
  { world, root }: Context,
): Generator<number, string> {
  const view = viewAt(world.disk, root);
  const [one, two] = cachedIn(index);
  const [first, second] = [view.at(one), view.at(two)];
  const isWhole =
    JSON.stringify(first) === JSON.stringify(second) &&
    (first === undefined || (first.kind === 'file' && /^kept [a-z0-9]+$/.test(first.text)));
  yield 1;
  const text = `kept ${digest}`;
  if (first?.kind !== 'file' || first.text !== text || !isWhole) {
    for (const path of [one, two])
      putThing(world.disk, root, path, { kind: 'file', text, isExecutable: false });
  }
  return isWhole ? '' : ' HALF';
}

/** From a command's end until the engine has surely heard of it, in ms. */
const HEARD_MS = 4;

/** Something that goes on when its stage is over. */
function startDaemon(kind: Daemon, index: number, { world, process, root, stages }: Context): void {
  const { table, clock, disk } = world;
  const daemon = table.start({
    argv: ['daemon', kind],
    env: process.env,
    cwd: root,
    parent: process,
    isLeader: kind === 'session',
    output: kind === 'plain' ? process.output : undefined,
  });
  if (kind === 'stubborn') daemon.onTerm = 'ignores';
  run(clock, table, daemon, scribble());
  function* scribble(): Program {
    const scribbles = 1 + world.random.below(3);
    const isAllowed = kind === 'scribbler' && viewAt(disk, root).at('chaos') !== undefined;
    // What is written before the command ends is the command's own.
    while (isAllowed && stages.exits.get(index)?.code === undefined) yield 1;
    yield HEARD_MS;
    for (let times = 0; isAllowed && times < scribbles; times += 1) {
      const path = `${outOf(index)}/always.txt`;
      putThing(disk, root, path, { kind: 'file', text: `scribbled ${times}`, isExecutable: false });
      yield 9;
    }
    yield 3_600_000;
    return 0;
  }
}

/** Waits for its victim to be so far, then spoils something. */
function* saboteur({ victim, mischief, ms }: Saboteur, { world, root, stages }: Context): Program {
  const { disk } = world;
  const view = viewAt(disk, root);
  if (view.at('chaos') === undefined) return 0;
  // What writes the same as another may come between its writing and its end, or after that.
  const isEarly = mischief === 'twin' && ms % 2 === 1;
  const awaited = mischief === 'swap' ? stages.begun : isEarly ? stages.written : stages.ended;
  for (let waits = 0; mischief !== 'ruin' && !awaited.has(victim); waits += 1) {
    if (waits > (isEarly ? 400 : 100)) return 0;
    yield isEarly ? 0.5 : 2;
  }
  if (!isEarly) yield ms;
  const always = `${outOf(victim)}/always.txt`;
  const file = (text: string): Thing => ({ kind: 'file', text, isExecutable: false });
  switch (mischief) {
    case 'twin':
      putThing(disk, root, always, file('twin'));
      // It may be under way when the other is over.
      yield 3 * ms;
      break;
    case 'overwrite':
      if (view.at(always) !== undefined) putThing(disk, root, always, file('spoilt'));
      break;
    case 'delete':
      if (view.at(always) !== undefined) disk.remove(`${root}/${always}`);
      break;
    case 'ruin':
      putThing(disk, root, 'src/a', file('b ruined'));
      break;
    case 'swap': {
      if (view.at('src/a') === undefined) return 0;
      disk.rename(`${root}/src/a`, `${root}/swapped`);
      putThing(disk, root, 'src/a', file('b swapped'));
      yield 5;
      disk.rename(`${root}/swapped`, `${root}/src/a`);
      break;
    }
  }
  return 0;
}
