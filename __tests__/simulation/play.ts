/** Plays a scenario in a world of its own, and says what did not hold. */

import type { Tally } from '../support/tally.ts';
import { Broken, type Violation } from './broken.ts';
import { EngineRuns, type Running, type Slots } from './engine-runs.ts';
import { Judge } from './judge.ts';
import type { Scheduled } from './machine/clock.ts';
import { contentOf } from './machine/disk.ts';
import { createRandom } from './machine/random.ts';
import { World } from './machine/world.ts';
import { PACKED } from './node/others.ts';
import type { View } from './pipelines.ts';
import { viewAt } from './programs.ts';
import type { Scenario, Step } from './scenario.ts';
import { CacheService, GitHubApi } from './services.ts';
import { Workspace } from './workspace.ts';

export interface Played {
  readonly violation?: Violation;
  /** What happened, in lines. */
  readonly log: readonly string[];
  /** The same for every play of the scenario. */
  readonly digest: number;
}

/** Between two steps, in ms: what a run that died wrote last is known to be its own. */
const PAUSE_MS = 5_000;

export async function play(scenario: Scenario, slots: Slots, tally: Tally): Promise<Played> {
  const player = new Player(scenario, slots, tally);
  try {
    for (const step of scenario.steps) await player.take(step);
    return { log: player.log, digest: player.digest };
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    return { violation: error.violation, log: player.log, digest: player.digest };
  }
}

class Player {
  readonly log: string[] = [];
  readonly #world: World;
  readonly #scenario: Scenario;
  readonly #caches: CacheService;
  readonly #api: GitHubApi;
  readonly #workspace: Workspace;
  readonly #engines: EngineRuns;
  readonly #judge: Judge;
  #damaged: { readonly path: string; readonly before: string } | undefined;

  constructor(scenario: Scenario, slots: Slots, tally: Tally) {
    const world = new World(scenario.seed);
    this.#world = world;
    this.#scenario = scenario;
    install(world);
    this.#caches = new CacheService(world);
    this.#api = new GitHubApi(world, this.#caches);
    this.#workspace = new Workspace(world, scenario);
    this.#engines = new EngineRuns(world, scenario, slots, this.#caches);
    this.#judge = new Judge(world, this.#workspace, tally);
  }

  get digest(): number {
    return this.#world.digest;
  }

  async take(step: Step): Promise<void> {
    this.#world.clock.pass(PAUSE_MS * 1e6);
    this.log.push(JSON.stringify(step));
    switch (step.kind) {
      case 'damage':
        return this.#damage(step.what, step.pick);
      case 'repair':
        return this.#repair();
      case 'run':
        return this.#run(step);
      default:
        return this.#workspace.take(step);
    }
  }

  async #run({ runs, api, isChaos, editAtMs }: Extract<Step, { kind: 'run' }>): Promise<void> {
    this.#api.fault = api;
    const running = runs.map(spec =>
      this.#engines.start(spec, isChaos, this.#workspace.checkoutFor(spec.leg)),
    );
    const edit = this.#editLater(editAtMs, running[0]);
    await this.#engines.settle(running);
    if (edit !== undefined) this.#world.clock.cancel(edit);
    for (const one of running) this.#tell(one);
    for (const one of running) this.#judge.judge(one, !isChaos && editAtMs === undefined);
    for (const one of running) this.#judge.acknowledge(one);
    // What a disk did not let the engine write down, the user has to clear up.
    const isLost = ({ spec }: Running): boolean => isChaos || spec.diskFault !== undefined;
    for (const { spec } of running.filter(isLost)) this.#workspace.forget(spec.leg);
    this.#workspace.settle();
  }

  #editLater(atMs: number | undefined, running: Running | undefined): Scheduled | undefined {
    if (atMs === undefined || running === undefined) return undefined;
    const edit = (): void => this.#workspace.editIn(running.checkout);
    return this.#world.clock.after(atMs, undefined, edit);
  }

  #tell({ outcome, process, stages }: Running): void {
    const exits = [...stages.exits].map(
      ([index, { code, attempts }]) => `s${index}:${code}/${attempts}`,
    );
    const how = process.end?.signal ?? '';
    if (outcome === undefined) this.log.push(`  no result ${how}; ${exits}`);
    else if ('error' in outcome) this.log.push(`  error ${outcome.error.message}; ${exits}`);
    else if (outcome.result.kind !== 'ran') this.log.push(`  ${JSON.stringify(outcome.result)}`);
    else {
      const { record } = outcome.result;
      const shown = record.stages.map(
        ({ id, status, reason }) => `${id} ${status}${reason ? ` ${JSON.stringify(reason)}` : ''}`,
      );
      this.log.push(`  ${record.status}: ${shown.join(', ')}; ${exits}`);
      this.log.push(`    baseline ${JSON.stringify(record.baseline)}`);
      for (const notice of record.notices)
        this.log.push(`    ${JSON.stringify(notice).slice(0, 300)}`);
    }
  }

  #damage(what: 'store' | 'history', pick: number): void {
    if (what === 'store') this.#damageStore(pick);
    else this.#damageHistory();
  }

  /** The history in a file, until it is repaired. */
  #damageHistory(): void {
    const { disk } = this.#world;
    const path =
      this.#scenario.baseline === 'file' ? '/shared/history.json' : '/w/report-0/history.json';
    const before = disk.readFile(path);
    if (before === undefined || this.#damaged !== undefined) return;
    disk.writeFile(path, DAMAGE);
    this.#damaged = { path, before };
  }

  /** One bit of one of the things that are stored, but for histories. */
  #damageStore(pick: number): void {
    const { disk } = this.#world;
    const { home } = this.#scenario;
    if (home === 'service') {
      const own = this.#caches.entries.filter(({ key }) => !isHistory(key));
      const entry = own[pick % Math.max(1, own.length)];
      if (entry !== undefined) entry.isDamaged = true;
      return;
    }
    const [above, name] = home === 'folder' ? ['/shared', 'caches'] : ['/w/report-0', 'cache'];
    const files = archivesIn(viewAt(disk, above), name);
    if (files.length === 0) return;
    const random = createRandom(pick);
    const node = disk.find(`${above}/${random.pick(files)}`);
    if (node?.kind !== 'file' || node.size === 0) return;
    // What stages made is little beside what is said of it, and comes right before the packed index.
    const index = Math.max(1, contentOf(node).lastIndexOf(PACKED));
    const at = random.oneIn(2)
      ? Math.max(0, index - 1 - random.below(MADE_BYTES))
      : random.below(node.size);
    disk.write(node, Buffer.from([(node.bytes[at] ?? 0) ^ 1]), at);
  }

  /** Somebody puts back what was there; until then nobody may have written over it. */
  #repair(): void {
    if (this.#damaged === undefined) return;
    const { path, before } = this.#damaged;
    const { disk } = this.#world;
    if (disk.readFile(path) !== DAMAGE)
      throw new Broken('an unreadable history was written over', path);
    disk.writeFile(path, before);
    this.#damaged = undefined;
  }
}

/** What the machine comes with. */
function install({ disk }: World): void {
  for (const folder of ['/opt/stagetime/dist', '/w', '/shared', '/home/user']) {
    disk.makeFolders(folder);
  }
  for (const entry of ['end-left.js', 'cache-worker.js']) {
    disk.writeFile(`/opt/stagetime/dist/${entry}`, '//');
  }
  for (const program of ['bash', 'sh', 'zstd']) {
    disk.writeFile(`/usr/bin/${program}`, '#', 0o755);
  }
}

/** About as much as stages make. */
const MADE_BYTES = 32;

function isHistory(key: string): boolean {
  return /history|waiting/.test(key);
}

/** The archives of the stores in a folder that hold no history. */
function archivesIn(view: View, folder: string): readonly string[] {
  const archives = new Map<string, boolean>();
  for (const path of view.below(folder)) {
    const [store = '', entry] = path.split('/entries/');
    const thing = view.at(path);
    if (entry === undefined || thing?.kind !== 'file') continue;
    const { key, content } = JSON.parse(thing.text) as { key: string; content: string };
    archives.set(`${store}/archives/${content}`, isHistory(key));
  }
  return [...archives].flatMap(([path, holdsHistory]) => (holdsHistory ? [] : path));
}

const DAMAGE = '{"schema":2,"runs":[{';
