/** Runs of the engine on the simulated machine: how they are started, and what watches over them. */
import type { RunRequest, RunResult } from '../../src/run/run-request.ts';
import { Broken } from './broken.ts';
import type { Process } from './machine/processes.ts';
import type { Fate, Launch, Launched, World } from './machine/world.ts';
import { RUN_VARIABLE, type Stages, stagePrograms } from './programs.ts';
import type { RunSpec, Scenario } from './scenario.ts';
import { type CacheService, TOKEN_VARIABLE } from './services.ts';
import type { Slot } from './slot.ts';
import type { Checkout } from './workspace.ts';

/** Gives engines, and takes them back. */
export interface Slots {
  take(): Slot;
  give(slot: Slot): void;
}

/** One run of the engine, and what became of it. */
export interface Running {
  readonly spec: RunSpec;
  readonly checkout: Checkout;
  readonly process: Process;
  readonly stages: Stages;
  readonly reportDir: string;
  readonly startedNs: number;
  /** Whose history it is added to. */
  readonly series: string;
  readonly mayRecord: boolean;
  outcome: { readonly result: RunResult } | { readonly error: Error } | undefined;
}

const tick = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

/** No run takes longer in the world's time, whatever hangs. */
const LONGEST_MS = 45 * 60_000;
/** How long something may live on after its run, in ms: whoever watches over it takes its time. */
const ENDING_MS = 15_000;
/** How long Node takes to start, in ms. */
const NODE_MS = 40;
/** Who started the engine. */
const SHELL = 50;

export class EngineRuns {
  readonly #world: World;
  readonly #scenario: Scenario;
  readonly #slots: Slots;
  readonly #caches: CacheService;
  readonly #stages = new Map<string, Stages>();
  #runs = 0;

  constructor(world: World, scenario: Scenario, slots: Slots, caches: CacheService) {
    this.#world = world;
    this.#scenario = scenario;
    this.#slots = slots;
    this.#caches = caches;
    world.programs.push(
      stagePrograms(world, run => this.#stages.get(run)),
      caches,
      { spawn: launch => this.#guardian(launch) },
    );
  }

  /** An engine that is this process's until it ends. */
  #slotFor(process: Process): Slot {
    const slot = this.#slots.take();
    slot.enter(this.#world, process);
    // What it has begun comes to rest before another process gets it.
    process.onEnd(
      () =>
        void tick()
          .then(tick)
          .then(() => this.#slots.give(slot)),
    );
    return slot;
  }

  start(spec: RunSpec, isChaos: boolean, checkout: Checkout): Running {
    const world = this.#world;
    const { disk, table, clock } = world;
    this.#runs += 1;
    const number = this.#runs;
    const { root } = checkout;
    if (isChaos) disk.writeFile(`${root}/chaos`, '');
    else disk.remove(`${root}/chaos`);
    const stages: Stages = {
      begun: new Set(),
      written: new Set(),
      ended: new Set(),
      exits: new Map(),
    };
    this.#stages.set(String(number), stages);
    const env = this.#environment(spec, number, root);
    const process = table.start({ argv: ['node', 'main.js'], env, cwd: root, isLeader: true });
    // It is some shell's, and nobody's orphan.
    process.parent = SHELL;
    const slot = this.#slotFor(process);
    world.setFate(process, fateOf(spec, root));
    const { request, inputs, reportDir, stop } = this.#requestOf(spec, slot, { root, env, stages });
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
    if (spec.interruptAtMs !== undefined)
      clock.after(spec.interruptAtMs, process, () => stop.abort());
    const { engine } = slot;
    const once = { repeat: 1, cacheState: 'warm', isScheduled: false } as const;
    const runIt = async (): Promise<RunResult> => {
      const runner = await engine.readRunner(env, inputs);
      const whole = (observed: RunRequest) => engine.runRepeatedly(observed, once);
      return engine.runWhateverHappens({ ...request, runner }, whole);
    };
    runIt().then(
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
    const { disk } = this.#world;
    disk.makeFolders(temp);
    const isPull = spec.event !== 'push';
    const headId = spec.event === 'fork' ? 2 : 1;
    const event = {
      repository: { id: 1, default_branch: 'main' },
      ...(isPull && {
        pull_request: { number: 7, base: { sha: 'b'.repeat(40) }, head: { repo: { id: headId } } },
      }),
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
  ) {
    const { home, baseline } = this.#scenario;
    const stop = new AbortController();
    const { signal } = stop;
    const mark = engine.newRunMark();
    const locks = engine.openLocks({
      mark,
      signal,
      waits: false,
      variables: env,
      say: () => undefined,
    });
    const reportDir = home === 'terminal' ? `/w/report-${spec.leg}` : `${root}/.stagetime`;
    const leg = engine.readLeg(JSON.stringify({ leg: spec.leg }));
    const request: Omit<RunRequest, 'runner'> = {
      cwd: root,
      only: [],
      skip: [],
      concurrency: spec.slots,
      keepGoing: false,
      force: spec.force,
      runsSetups: true,
      startsCold: false,
      ...(home === 'folder' && { cacheDir: '/shared/caches' }),
      saveOnPullRequest: true,
      baseline: baselineOf(baseline),
      confirm: { mode: 'off' },
      reportDir: home === 'terminal' ? reportDir : undefined,
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
    const inputs = home === 'terminal' ? {} : { token: 'token', leg };
    return { request, inputs, reportDir, stop };
  }

  /** The shell that becomes the process which ends what a killed engine left. */
  #guardian(launch: Launch): Launched | undefined {
    if (!launch.argv.includes('stagetime-guardian')) return undefined;
    const world = this.#world;
    const process = world.table.start(launch);
    process.onTerm = 'ignores';
    let isOver = false;
    const [, , , , , , mark = '', logFolder = ''] = launch.argv;
    const onInput = (text: string | undefined): void => {
      if (text === 'over\n') isOver = true;
      if (text !== undefined || !process.isAlive) return;
      if (isOver) world.table.end(process, { code: 0, signal: null });
      else world.clock.after(NODE_MS, process, () => this.#endLeft(process, { mark, logFolder }));
      isOver = true;
    };
    return { process, onInput };
  }

  #endLeft(process: Process, left: { readonly mark: string; readonly logFolder: string }): void {
    const slot = this.#slotFor(process);
    const over = (): void => this.#world.table.end(process, { code: 0, signal: null });
    slot.engine.endLeft(left).then(over, over);
  }

  /** Lets time pass until the runs are over, and then until all that they started is gone. */
  async settle(running: readonly Running[]): Promise<void> {
    const { clock, table } = this.#world;
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
    const left = [...table.alive].map(
      ({ argv, pid, parent, session, env }) =>
        `${pid} ${argv.join(' ').slice(0, 60)} ${parent} ${session} ${JSON.stringify(env)}`,
    );
    if (left.length > 0) throw new Broken('somebody is left alive', left.join(', '));
  }
}

function fateOf({ killAt, killOn, diskFault }: RunSpec, root: string): Fate {
  if (killOn === undefined) return { killAt, diskFault };
  // What is ours is below a folder whose name begins with a dot.
  const isPlace = (path: string): boolean =>
    path.startsWith(`${root}/`) && path[root.length + 1] !== '.';
  const counts: Fate['counts'] = (change, path) =>
    change === 'rename' && (killOn === 'rename' || isPlace(path));
  return { killAt, diskFault, counts };
}

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
