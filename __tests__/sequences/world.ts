/**
 * A project that goes through a sequence of edits and runs, with results that are stored beside it, so
 * that fresh checkouts find them. What stands in it after a run is compared with what the same sources
 * give in an empty folder, where plain bash runs the commands one after another.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createDirectoryStore } from '../../src/caching/directory-store.ts';
import type { RunEvent } from '../../src/execution/events.ts';
import { createPreparation } from '../../src/execution/preparation.ts';
import { createRedactor } from '../../src/execution/redaction/redactor.ts';
import { runPipeline } from '../../src/execution/run.ts';
import { newRunMark } from '../../src/execution/run-mark.ts';
import { createSampler } from '../../src/execution/sampler.ts';
import type { StageContext } from '../../src/execution/stage.ts';
import { topologicalOrder } from '../../src/pipeline/graph.ts';
import type { Stage } from '../../src/pipeline/types.ts';
import { pipelineOf } from '../pipeline/stages.ts';

/** Sources by path. */
export type Sources = ReadonlyMap<string, string>;

/** How one run of a sequence is started. */
export interface RunChoice {
  readonly slots: number;
  readonly force?: boolean;
  /** Interrupted after this many ms. */
  readonly abortAfterMs?: number;
}

/** What a run said. */
export interface RunOutcome {
  readonly status: string;
  readonly stages: Readonly<Record<string, string>>;
  readonly notices: readonly string[];
}

/** What the user put among the outputs: never removed, never part of a result. */
export const FOREIGN = 'zz.user';

export class World implements Disposable {
  readonly #place = mkdtempSync(join(tmpdir(), 'stagetime-sequence-'));
  readonly root = join(this.#place, 'root');
  readonly #git: boolean;
  #runs = 0;

  constructor(git: boolean) {
    this.#git = git;
    mkdirSync(this.root);
  }

  /** Makes the sources below the root what they are to be; nothing else is touched. */
  checkOut(before: Sources, sources: Sources): void {
    for (const path of before.keys()) {
      if (!sources.has(path)) rmSync(join(this.root, path), { force: true });
    }
    for (const [path, text] of sources) {
      if (before.get(path) !== text || !existsSync(join(this.root, path))) {
        put(this.root, path, text);
      }
    }
    if (this.#git) commit(this.root);
  }

  /** Another folder with the sources alone. */
  checkOutFresh(sources: Sources): void {
    rmSync(this.root, { recursive: true });
    mkdirSync(this.root);
    this.checkOut(new Map(), sources);
  }

  async run(
    stages: readonly Stage[],
    { slots, force, abortAfterMs }: RunChoice,
  ): Promise<RunOutcome> {
    this.#runs += 1;
    const marks = join(this.#place, `marks-${this.#runs}`);
    mkdirSync(marks);
    const reportDir = join(this.#place, 'report');
    const startedAt = performance.now();
    const events: RunEvent[] = [];
    const now = () => performance.now() - startedAt;
    const signal =
      abortAfterMs === undefined ? new AbortController().signal : AbortSignal.timeout(abortAfterMs);
    const emit = (event: RunEvent) => void events.push(event);
    const environment = { PATH: process.env.PATH, MARKS: marks };
    const context: StageContext = {
      root: this.root,
      reportDir,
      environment,
      onRunner: false,
      runMark: newRunMark(),
      sampler: createSampler(),
      redactor: createRedactor([]),
      emit,
      now,
    };
    const pipeline = pipelineOf(stages);
    const folder = join(this.#place, 'store');
    const store = createDirectoryStore({ folder, maxBytes: 50_000_000 });
    const preparation = createPreparation({
      pipeline,
      root: this.root,
      environment,
      results: Promise.resolve(store),
      store,
      saving: { allowed: true },
      replies: {
        folder: join(reportDir, 'llm'),
        readOnly: false,
        maxBytes: 1,
        ready: async () => {},
      },
      keepExisting: true,
      force: force === true,
      emit,
      now,
    });
    const run = runPipeline({
      pipeline,
      leftOut: new Map(),
      expectations: new Map(),
      capacity: { slots, memoryBytes: Number.POSITIVE_INFINITY },
      keepGoing: true,
      signal,
      context,
      preparation,
    });
    await run.finished;
    await preparation.closeLlm();
    await preparation.finish(run.records(), signal);
    return {
      status: run.status(),
      stages: Object.fromEntries(run.records().map(({ id, status }) => [id, status])),
      notices: events.flatMap(event => (event.kind === 'notice' ? [event.message] : [])),
    };
  }

  /** What the sources give where nothing was there before: no engine, no attempt that fails. */
  reference(stages: readonly Stage[], sources: Sources): ReadonlyMap<string, string> {
    const root = join(this.#place, 'reference');
    const marks = join(this.#place, 'reference-marks');
    for (const folder of [root, marks]) {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder);
    }
    for (const [path, text] of sources) put(root, path, text);
    for (const stage of topologicalOrder(stages)) {
      writeFileSync(join(marks, `tried-${stage.id}`), '');
      const { status, stderr } = spawnSync('bash', ['-e', '-c', stage.run], {
        cwd: root,
        env: { PATH: process.env.PATH, MARKS: marks },
      });
      if (status !== 0) throw new Error(`${stage.id} fails by itself: ${stderr}`);
    }
    return outputsBelow(root);
  }

  outputs(): ReadonlyMap<string, string> {
    return outputsBelow(this.root);
  }

  [Symbol.dispose](): void {
    rmSync(this.#place, { recursive: true, force: true });
  }
}

/** All that stages make, `o…/` and below, by path: content with mode, where links lead, folders. */
function outputsBelow(root: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const walk = (path: string): void => {
    const full = join(root, path);
    const stat = lstatSync(full);
    if (stat.isSymbolicLink()) found.set(path, `-> ${readlinkSync(full)}`);
    else if (stat.isDirectory()) {
      const names = readdirSync(full).filter(name => name !== FOREIGN);
      found.set(`${path}/`, '');
      for (const name of names) walk(`${path}/${name}`);
    } else found.set(path, `${(stat.mode & 0o111) !== 0} ${readFileSync(full, 'utf8')}`);
  };
  for (const name of readdirSync(root)) if (/^o\d/.test(name)) walk(name);
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function put(root: string, path: string, text: string): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

function commit(root: string): void {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: root, stdio: 'ignore', env: { PATH: process.env.PATH } });
  if (!existsSync(join(root, '.git'))) git('init', '-q');
  put(root, '.git/info/exclude', 'o*\n.stagetime\n');
  git('add', '-A');
}
