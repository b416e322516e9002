/** Plays a scenario in a world of its own, and says what did not hold. */
import type { RunRecord } from '../../src/record/run-record.ts';
import type { RunRequest, RunResult } from '../../src/run/run-request.ts';
import type { Scheduled } from './machine/clock.ts';
import type { Process } from './machine/processes.ts';
import { type Launch, type Launched, World } from './machine/world.ts';
import { definitionOf, FILES, outOf, type Spec, type Thing } from './pipelines.ts';
import { differenceOf, expectedOf, outputsOf, type Tree } from './model.ts';
import { putThing, RUN_VARIABLE, type Stages, stagePrograms, viewAt } from './programs.ts';
import type { RunSpec, Scenario, Step } from './scenario.ts';
import { CacheService, GitHubApi, TOKEN_VARIABLE } from './services.ts';
import type { Slot } from './slot.ts';
import type { Tally } from './tally.ts';

/** What did not hold. */
export interface Violation {
  readonly what: string;
  readonly detail: string;
}

export interface Played {
  readonly violation?: Violation;
  /** What happened, in lines. */
  readonly log: readonly string[];
  readonly digest: number;
}

/** Gives engines, and takes them back. */
export interface Slots {
  take(): Slot;
  give(slot: Slot): void;
}

/** One checkout. */
interface Checkout {
  readonly root: string;
  /** What the user put among what stages make. */
  readonly users: Map<string, Thing>;
}

/** One run of the engine, and what became of it. */
interface Running {
  readonly spec: RunSpec;
  readonly checkout: Checkout;
  readonly process: Process;
  readonly stages: Stages;
  readonly reportDir: string;
  readonly startedNs: number;
  readonly series: string;
  readonly mayRecord: boolean;
  outcome: { readonly result: RunResult } | { readonly error: Error } | undefined;
}

/** A run that was said to be saved. */
interface Saved {
  readonly id: string;
  readonly series: string;
  readonly savedNs: number;
}

class Broken extends Error {
  readonly violation: Violation;
  constructor(what: string, detail: string) {
    super(`${what}: ${detail}`);
    this.violation = { what, detail };
  }
}

const tick = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

/** No run takes longer in the world's time, whatever hangs. */
const LONGEST_MS = 45 * 60_000;
/** How long something may live on after its run, in ms: whoever watches over it takes its time. */
const ENDING_MS = 15_000;
/** Between two steps: what a run that died wrote last is known to be its own. */
const PAUSE_MS = 5_000;
const SHELL = 50;

export async function play(scenario: Scenario, slots: Slots, tally: Tally): Promise<Played> {
  const player = new Player(scenario, slots, tally);
  try {
    for (const step of scenario.steps) await player.take(step);
    return { log: player.log, digest: player.world.digest };
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    return { violation: error.violation, log: player.log, digest: player.world.digest };
  }
}

class Player {
  readonly world: World;
  readonly log: string[] = [];
  readonly #scenario: Scenario;
  readonly #slots: Slots;
  readonly #tally: Tally;
  readonly #caches: CacheService;
  readonly #api: GitHubApi;
  readonly #stages = new Map<string, Stages>();
  readonly #saved: Saved[] = [];
  readonly #checkouts = new Map<number, Checkout>();
  #specs: readonly Spec[];
  #sources = new Map<string, string>();
  #past: ReadonlyMap<string, string>[] = [];
  #edits = 0;
  #runs = 0;
  #places = 0;
  #damaged: { readonly path: string; readonly before: string } | undefined;

  constructor(scenario: Scenario, slots: Slots, tally: Tally) {
    this.#scenario = scenario;
    this.#slots = slots;
    this.#tally = tally;
    this.#specs = scenario.specs;
    this.world = new World(scenario.seed);
    const { disk } = this.world;
    disk.makeFolders('/opt/stagetime/dist');
    for (const entry of ['end-left.js', 'cache-worker.js']) disk.writeFile(`/opt/stagetime/dist/${entry}`, '//');
    for (const program of ['bash', 'sh', 'zstd']) disk.writeFile(`/usr/bin/${program}`, '#', 0o755);
    for (const folder of ['/w', '/shared', '/home/user']) disk.makeFolders(folder);
    this.#caches = new CacheService(this.world);
    this.#api = new GitHubApi(this.world, this.#caches);
    this.world.programs.push(
      stagePrograms(this.world, run => this.#stages.get(run)),
      this.#caches,
      { spawn: launch => this.#guardian(launch) },
    );
    scenario.sources.forEach((words, index) => {
      this.#sources.set(FILES[index] as string, this.#textOf(words));
    });
  }

  /** No two texts are the same. */
  #textOf(words: readonly string[]): string {
    this.#edits += 1;
    return [...words, `#${this.#edits}`].join(' ');
  }

  async take(step: Step): Promise<void> {
    this.world.clock.pass(PAUSE_MS * 1e6);
    this.log.push(JSON.stringify(step));
    switch (step.kind) {
      case 'edit':
        return this.#edit(sources => sources.set(FILES[step.file] as string, this.#textOf(step.words)));
      case 'remove':
        return this.#edit(sources => sources.delete(FILES[step.file] as string));
      case 'revert': {
        const before = this.#past.pop();
        if (before !== undefined) this.#become(new Map(before));
        return;
      }
      case 'define':
        this.#specs = this.#specs.map((spec, index) =>
          index === step.stage && spec.kind === 'maker' ? { ...spec, version: spec.version + 1 } : spec,
        );
        return this.#become(this.#sources);
      case 'tamper':
        return this.#tamper(step.how, step.pick);
      case 'fresh':
        this.#checkouts.delete(0);
        return;
      case 'damage':
        return this.#damage(step.what, step.pick);
      case 'repair':
        return this.#repair();
      case 'run':
        return this.#run(step);
    }
  }

  #edit(change: (sources: Map<string, string>) => void): void {
    this.#past.push(new Map(this.#sources));
    const sources = new Map(this.#sources);
    change(sources);
    this.#become(sources);
  }

  #become(sources: Map<string, string>): void {
    this.#sources = sources;
    if (this.#scenario.home !== 'terminal') return;
    for (const { root } of this.#checkouts.values()) this.#plant(root);
  }

  /** Makes the sources what they are to be; what is as it should be stays untouched. */
  #plant(root: string): void {
    const { disk } = this.world;
    for (const path of FILES) {
      const wanted = this.#sources.get(path);
      if (wanted === undefined) disk.remove(`${root}/${path}`);
      else if (disk.readFile(`${root}/${path}`) !== wanted) {
        putThing(disk, root, path, { kind: 'file', text: wanted, isExecutable: false });
      }
    }
    const definition = definitionOf(this.#specs);
    if (disk.readFile(`${root}/stagetime.yml`) !== definition) disk.writeFile(`${root}/stagetime.yml`, definition);
  }

  #freshCheckout(): Checkout {
    this.#places += 1;
    const root = `/w/${this.#places}/code`;
    this.world.disk.makeFolders(root);
    this.#plant(root);
    return { root, users: new Map() };
  }

  /** A user works in the same folder again; a runner gets a new one. */
  #checkoutFor(leg: number): Checkout {
    const known = this.#scenario.home === 'terminal' ? this.#checkouts.get(leg) : undefined;
    const checkout = known ?? this.#freshCheckout();
    this.#checkouts.set(leg, checkout);
    return checkout;
  }

  async #run(step: Extract<Step, { kind: 'run' }>): Promise<void> {
    const { world } = this;
    this.#api.fault = step.api;
    const running = step.runs.map(spec => this.#start(spec, step.isChaos));
    let edit: Scheduled | undefined;
    if (step.editAtMs !== undefined) {
      const text = `a edited ${this.#textOf([])}`;
      const [first] = running;
      edit = world.clock.after(step.editAtMs, undefined, () => {
        const path = 'src/a';
        if (first === undefined || world.disk.find(`${first.checkout.root}/${path}`) === undefined) return;
        this.#sources.set(path, text);
        putThing(world.disk, first.checkout.root, path, { kind: 'file', text, isExecutable: false });
      });
    }
    await this.#settle(running);
    if (edit !== undefined) world.clock.cancel(edit);
    for (const one of running) this.#log(one);
    const isSteady = !step.isChaos && step.editAtMs === undefined;
    for (const one of running) this.#judge(one, isSteady, step);
    for (const one of running) this.#acknowledge(one);
    // What a disk did not let the engine write down, the user has to clear up.
    const isLost = ({ spec }: Running): boolean => step.isChaos || spec.diskFault !== undefined;
    for (const { spec } of running.filter(isLost)) this.#checkouts.delete(spec.leg);
    // An edit reached one checkout alone.
    this.#become(this.#sources);
  }

  #start(spec: RunSpec, isChaos: boolean): Running {
    const { world } = this;
    const { disk, table, clock } = world;
    this.#runs += 1;
    const number = this.#runs;
    const checkout = this.#checkoutFor(spec.leg);
    const { root } = checkout;
    if (isChaos) disk.writeFile(`${root}/chaos`, '');
    else disk.remove(`${root}/chaos`);
    const stages: Stages = { begun: new Set(), ended: new Set(), exits: new Map() };
    this.#stages.set(String(number), stages);
    const env = this.#environment(spec, number, root);
    const process = table.start({ argv: ['node', 'main.js'], env, cwd: root, isLeader: true });
    // It is some shell's, and nobody's orphan.
    process.parent = SHELL;
    const slot = this.#slots.take();
    slot.enter(world, process);
    process.onEnd(() => void tick().then(tick).then(() => this.#slots.give(slot)));
    world.setFate(process, spec);
    const { request, reportDir, stop } = this.#requestOf(spec, slot, { root, env, stages });
    const running: Running = {
      spec,
      checkout,
      process,
      stages,
      reportDir,
      startedNs: clock.nowNs,
      series: this.#seriesOf(spec),
      mayRecord: spec.event === 'push',
      outcome: undefined,
    };
    if (spec.interruptAtMs !== undefined) clock.after(spec.interruptAtMs, process, () => stop.abort());
    const { engine } = slot;
    const whole = { repeat: 1, cacheState: 'warm', isScheduled: false } as const;
    engine.runWhateverHappens(request, observed => engine.runRepeatedly(observed, whole)).then(
      result => {
        running.outcome ??= { result };
        table.end(process, { code: 0, signal: null });
      },
      (error: Error) => {
        running.outcome ??= { error };
        table.end(process, { code: 1, signal: null });
      },
    );
    return running;
  }

  /** Whose history it is: a leg's, a folder's, or that of all who share a file. */
  #seriesOf({ leg }: RunSpec): string {
    const { home, baseline } = this.#scenario;
    return home === 'terminal' && baseline === 'file' ? 'all' : String(leg);
  }

  #environment(spec: RunSpec, number: number, root: string): Record<string, string> {
    const common = { PATH: '/usr/bin', HOME: '/home/user', [RUN_VARIABLE]: String(number) };
    if (this.#scenario.home === 'terminal') return common;
    const temp = `${root}/../temp`.replace(/[^/]+\/\.\.\//, '');
    const { disk } = this.world;
    disk.makeFolders(temp);
    const isPull = spec.event !== 'push';
    const headId = spec.event === 'fork' ? 2 : 1;
    const event = {
      repository: { id: 1, default_branch: 'main' },
      ...(isPull && { pull_request: { number: 7, base: { sha: 'b'.repeat(40) }, head: { repo: { id: headId } } } }),
    };
    disk.writeFile(`${temp}/event.json`, JSON.stringify(event));
    const ref = isPull ? 'refs/pull/7/merge' : 'refs/heads/main';
    const token = `token-${number}`;
    this.#caches.access.set(token, { ref, fault: spec.cache });
    return {
      ...common,
      ...(isPull && { EVIL: '1' }),
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: root,
      GITHUB_EVENT_NAME: isPull ? 'pull_request' : 'push',
      GITHUB_EVENT_PATH: `${temp}/event.json`,
      GITHUB_REF: ref,
      GITHUB_REF_NAME: isPull ? '7/merge' : 'main',
      GITHUB_REPOSITORY: 'owner/name',
      GITHUB_RUN_ID: String(number),
      GITHUB_RUN_ATTEMPT: '1',
      GITHUB_SHA: number.toString(16).padStart(40, '0'),
      GITHUB_JOB: 'job',
      GITHUB_WORKFLOW: 'ci',
      RUNNER_TEMP: temp,
      ...(this.#scenario.home === 'service' && {
        [TOKEN_VARIABLE]: token,
        ACTIONS_RESULTS_URL: 'https://results.invalid/',
        ACTIONS_CACHE_SERVICE_V2: 'True',
      }),
    };
  }

  #requestOf(
    spec: RunSpec,
    { engine }: Slot,
    { root, env, stages }: { root: string; env: Record<string, string>; stages: Stages },
  ): { request: RunRequest; reportDir: string; stop: AbortController } {
    const { home, baseline } = this.#scenario;
    const stop = new AbortController();
    const { signal } = stop;
    const mark = engine.newRunMark();
    const locks = engine.openLocks({ mark, signal, waits: false, variables: env, say: () => undefined });
    const reportDir = home === 'terminal' ? `/w/report-${spec.leg}` : `${root}/.stagetime`;
    const leg = engine.readLeg(JSON.stringify({ leg: spec.leg }));
    const request: RunRequest = {
      cwd: root,
      only: [],
      skip: [],
      concurrency: spec.slots,
      keepGoing: false,
      force: spec.force,
      startsCold: false,
      ...(home !== 'terminal' && leg !== undefined && { leg }),
      ...(home === 'folder' && { cacheDir: '/shared/caches' }),
      saveOnPullRequest: true,
      baseline: baselineOf(baseline),
      confirm: { mode: 'off' },
      token: 'token',
      reportDir: home === 'terminal' ? reportDir : undefined,
      variables: env,
      mark,
      locks,
      signal,
      output: () => ({
        listener: event => {
          if (event.kind === 'stage-ended') stages.ended.add(Number(event.record.id.slice(1)));
        },
        stop: () => undefined,
      }),
    };
    return { request, reportDir, stop };
  }

  /** The shell that becomes the process which ends what a killed engine left. */
  #guardian(launch: Launch): Launched | undefined {
    if (!launch.argv.includes('stagetime-guardian')) return undefined;
    const { world } = this;
    const process = world.table.start(launch);
    process.onTerm = 'ignores';
    let isOver = false;
    const [, , , , , , mark = '', logFolder = ''] = launch.argv;
    const onInput = (text: string | undefined): void => {
      if (text === 'over\n') isOver = true;
      if (text !== undefined || !process.isAlive) return;
      if (isOver) return world.table.end(process, { code: 0, signal: null });
      isOver = true;
      // Node takes a moment to start.
      world.clock.after(40, process, () => this.#endLeft(process, { mark, logFolder }));
    };
    return { process, onInput };
  }

  #endLeft(process: Process, left: { readonly mark: string; readonly logFolder: string }): void {
    const slot = this.#slots.take();
    slot.enter(this.world, process);
    process.onEnd(() => void tick().then(tick).then(() => this.#slots.give(slot)));
    const over = (): void => this.world.table.end(process, { code: 0, signal: null });
    slot.engine.endLeft(left).then(over, over);
  }

  /** Lets time pass until the runs are over, and then until all that they started is gone. */
  async #settle(running: readonly Running[]): Promise<void> {
    const { clock, table } = this.world;
    const isUnderWay = (): boolean => running.some(({ process }) => process.isAlive);
    const until = clock.nowMs + LONGEST_MS;
    await tick();
    while (isUnderWay()) {
      const { length } = running.filter(({ process }) => process.isAlive);
      if (!clock.step()) throw new Broken('a run never ends', `${length} of them wait for nothing`);
      await tick();
      if (clock.nowMs > until) throw new Broken('a run does not end in time', `${LONGEST_MS} ms`);
    }
    const end = clock.nowMs + ENDING_MS;
    while ([...table.alive].length > 0 && clock.nowMs < end && clock.step()) await tick();
    await tick();
    const left = [...table.alive].map(({ argv, pid, parent, session, env }) => `${pid} ${argv.join(' ').slice(0, 60)} ${parent} ${session} ${JSON.stringify(env)}`);
    if (left.length > 0) throw new Broken('somebody is left alive', left.join(', '));
  }

  #log({ outcome, process, stages }: Running): void {
    const exits = [...stages.exits].map(([index, { code, attempts }]) => `s${index}:${code}/${attempts}`);
    const how = process.end?.signal ?? '';
    if (outcome === undefined) this.log.push(`  no result ${how}; ${exits}`);
    else if ('error' in outcome) this.log.push(`  error ${outcome.error.message}; ${exits}`);
    else if (outcome.result.kind !== 'ran') this.log.push(`  ${JSON.stringify(outcome.result)}`);
    else {
      const { record } = outcome.result;
      const shown = record.stages.map(({ id, status, reason }) => `${id} ${status}${reason ? ` ${JSON.stringify(reason)}` : ''}`);
      this.log.push(`  ${record.status}: ${shown.join(', ')}; ${exits}`);
      this.log.push(`    baseline ${JSON.stringify(record.baseline)}`);
      for (const notice of record.notices) this.log.push(`    ${JSON.stringify(notice).slice(0, 300)}`);
    }
  }

  /** All that must hold of one run. */
  #judge(running: Running, isSteady: boolean, step: Extract<Step, { kind: 'run' }>): void {
    const { spec, process, outcome, checkout } = running;
    const wasKilled = process.end?.signal === 'SIGKILL';
    this.#tally.add(wasKilled ? 'runs killed' : 'runs');
    if (wasKilled || outcome === undefined) return this.#judgeReport(running, undefined);
    if ('error' in outcome) {
      // Nothing had started: there is nothing to report.
      throw new Broken('a fault of the engine ends the job', outcome.error.stack ?? outcome.error.message);
    }
    const { result } = outcome;
    if (result.kind === 'interrupted' && spec.interruptAtMs !== undefined) return;
    if (result.kind !== 'ran') throw new Broken('nothing ran', JSON.stringify(result));
    const { record } = result;
    this.#judgeReport(running, record);
    this.#judgeHistory(running, record, result.reporting.history);
    if (record.status === 'cancelled') return;
    this.#judgeStatus(running, record, isSteady);
    if (!isSteady || spec.event !== 'push' || spec.diskFault !== undefined) return;
    if (record.status !== 'passed') return;
    this.#judgeOutputs(checkout, record, step);
  }

  /** The stages decide: nothing else makes a run fail, or pass. */
  #judgeStatus({ stages, checkout }: Running, record: RunRecord, isSteady: boolean): void {
    const isRequired = (index: number): boolean => {
      const spec = this.#specs[index];
      return spec?.kind !== 'maker' || !spec.isOptional;
    };
    const failed = [...stages.exits].filter(([index, { code }]) => code !== 0 && isRequired(index));
    for (const stage of record.stages) {
      if (stage.reason?.kind === 'fault') throw new Broken('a fault of the engine fails a stage', JSON.stringify(stage));
      const exit = stages.exits.get(Number(stage.id.slice(1)));
      const said = stage.status === 'passed' ? exit?.code === 0 : true;
      if (!said) throw new Broken('a stage passed whose command did not', `${stage.id}: ${exit?.code}`);
    }
    if (record.status === 'passed' && failed.length > 0) {
      throw new Broken('a run passed although a stage failed', JSON.stringify(failed));
    }
    if (record.status !== 'failed' || failed.length > 0) return;
    const expected = expectedOf(this.#specs, this.#givenIn(checkout));
    const isStuck = expected.kind === 'fails' || !isSteady;
    if (!isStuck) throw new Broken('a run failed although no stage did', JSON.stringify(record.stages));
  }

  #givenIn({ users }: Checkout): Tree {
    const sources = [...this.#sources].map(([path, text]): [string, Thing] => [
      path,
      { kind: 'file', text, isExecutable: false },
    ]);
    const given = new Map<string, Thing>([...sources, ...users]);
    for (const path of users.keys()) {
      const folder = path.slice(0, path.lastIndexOf('/'));
      given.set(folder, { kind: 'folder' });
    }
    return given;
  }

  #standingIn({ root }: Checkout): Tree {
    const view = viewAt(this.world.disk, root);
    const paths = this.#specs.flatMap((_, index) => {
      const out = outOf(index);
      return view.at(out) === undefined ? [] : [out, ...view.below(out)];
    });
    return new Map(paths.map(path => [path, view.at(path) as Thing]));
  }

  /** What stands there is what a clean checkout gives. */
  #judgeOutputs(checkout: Checkout, record: RunRecord, _step: Step): void {
    const expected = expectedOf(this.#specs, this.#givenIn(checkout));
    if (expected.kind === 'fails') {
      throw new Broken('a run passed that fails by itself', JSON.stringify(expected.stages));
    }
    const found = outputsOf(this.#specs, this.#standingIn(checkout));
    const difference = differenceOf(expected.outputs, found);
    const reused = record.stages.filter(({ status }) => status === 'reused').length;
    this.#tally.add('runs compared');
    this.#tally.add('reused stages compared', reused);
    if (difference === undefined) return;
    throw new Broken(reused > 0 ? 'wrong reuse' : 'wrong outputs', difference);
  }

  /** A report is left, and it is whole. */
  #judgeReport({ reportDir, spec }: Running, record: RunRecord | undefined): void {
    const result = this.world.disk.readFile(`${reportDir}/run.json`);
    const hasRoom = spec.diskFault === undefined;
    if (result === undefined) {
      if (record !== undefined && hasRoom) throw new Broken('no report is left', reportDir);
      return;
    }
    let status: string;
    try {
      status = (JSON.parse(result) as RunRecord).status;
    } catch (error) {
      throw new Broken('half a report is left', String(error));
    }
    // Who is interrupted in the last moment may have written before what comes out after it.
    const isSettled = record?.status !== 'cancelled';
    if (record !== undefined && hasRoom && isSettled && status !== record.status) {
      throw new Broken('the report is of another moment', `${status}, not ${record.status}`);
    }
  }

  /** What was said to be saved before this run began is there, or it is said that nobody knows. */
  #judgeHistory(running: Running, record: RunRecord, history: readonly RunRecord[]): void {
    const { baseline } = record;
    if (baseline === undefined || baseline.unreadable === true) return;
    const known = new Set(history.map(({ run }) => run.id));
    const missing = this.#saved.filter(
      ({ id, series, savedNs }) =>
        series === running.series && savedNs < running.startedNs && !known.has(id),
    );
    this.#tally.add('histories compared');
    if (missing.length === 0) return;
    const what = history.length === 0 ? 'a false "no baseline"' : 'a saved run is lost';
    throw new Broken(what, `${missing.map(({ id }) => id).join(', ')} not in ${[...known].join(', ') || 'nothing'}`);
  }

  /** Takes down that a run was said to be saved. */
  #acknowledge({ outcome, process, series, mayRecord }: Running): void {
    if (process.end?.signal === 'SIGKILL' || outcome === undefined || !('result' in outcome)) return;
    const { result } = outcome;
    if (result.kind !== 'ran' || !mayRecord) return;
    const { status, notices, run } = result.record;
    if (status === 'cancelled' || status === 'skipped') return;
    const isLost = notices.some(
      notice =>
        notice.kind === 'run-not-added' ||
        (notice.kind === 'fault' && ['saving-run', 'services', 'engine'].includes(notice.of)),
    );
    if (isLost) return this.#tally.add('runs said to be lost');
    this.#saved.push({ id: run.id, series, savedNs: this.world.clock.nowNs });
    this.#tally.add('runs said to be saved');
  }

  #tamper(how: Extract<Step, { kind: 'tamper' }>['how'], pick: number): void {
    const checkout = this.#checkouts.get(0);
    if (this.#scenario.home !== 'terminal' || checkout === undefined) return;
    const { disk } = this.world;
    const { root, users } = checkout;
    const makers = this.#specs.flatMap((spec, index) => (spec.kind === 'maker' ? [outOf(index)] : []));
    const out = makers[pick % makers.length] as string;
    const path = how === 'add' ? `${out}/zz.user` : `${out}/always.txt`;
    const thing: Thing = { kind: 'file', text: `user ${pick}`, isExecutable: false };
    if (disk.find(`${root}/${out}`) === undefined) return;
    if (how === 'wipe') {
      disk.remove(`${root}/${out}`);
      for (const own of users.keys()) if (own.startsWith(`${out}/`)) users.delete(own);
    } else if (how === 'delete') disk.remove(`${root}/${path}`);
    else putThing(disk, root, path, thing);
    if (how === 'add') users.set(path, thing);
  }

  #damage(what: 'store' | 'history', pick: number): void {
    const { disk } = this.world;
    const { home, baseline } = this.#scenario;
    if (what === 'store') {
      if (home === 'service') {
        const own = this.#caches.entries.filter(({ key }) => !/history|waiting/.test(key));
        const entry = own[pick % Math.max(1, own.length)];
        if (entry !== undefined) entry.isDamaged = true;
        return;
      }
      // In a folder that holds the history too, it would be the history that is damaged.
      if (home === 'folder' && baseline === 'own') return;
      const store = home === 'folder' ? '/shared/caches' : '/w/report-0/cache';
      const files = viewAt(disk, store).below('archives');
      const node = disk.find(`${store}/${files[pick % Math.max(1, files.length)]}`);
      if (node?.kind === 'file' && node.size > 0) {
        const at = pick % node.size;
        disk.write(node, Buffer.from([(node.bytes[at] ?? 0) ^ 1]), at);
      }
      return;
    }
    const path = baseline === 'file' ? '/shared/history.json' : '/w/report-0/history.json';
    const before = disk.readFile(path);
    if (before === undefined || this.#damaged !== undefined) return;
    disk.writeFile(path, DAMAGE);
    this.#damaged = { path, before };
  }

  /** Somebody puts back what was there; until then nobody may have written over it. */
  #repair(): void {
    if (this.#damaged === undefined) return;
    const { path, before } = this.#damaged;
    const { disk } = this.world;
    if (disk.readFile(path) !== DAMAGE) throw new Broken('an unreadable history was written over', path);
    disk.writeFile(path, before);
    this.#damaged = undefined;
  }
}

const DAMAGE = '{"schema":2,"runs":[{';

function baselineOf(baseline: Scenario['baseline']): RunRequest['baseline'] {
  switch (baseline) {
    case 'own':
      return { kind: 'cache' };
    case 'branch':
      return { kind: 'branch', branch: 'data' };
    case 'file':
      return { kind: 'file', file: '/shared/history.json', readOnly: false };
  }
}
