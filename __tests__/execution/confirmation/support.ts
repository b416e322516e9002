/** Real repositories, real stages, and runs after which suspicions are confirmed. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createDirectoryStore } from '../../../src/caching/directory/directory-store.ts';
import { type Inspected, inspectCheckout } from '../../../src/execution/confirmation/checkout.ts';
import { confirm } from '../../../src/execution/confirmation/confirm.ts';
import {
  KEEP_LIMITS,
  type KeepLimits,
} from '../../../src/execution/confirmation/file-snapshots.ts';
import { createSnapshots, type Snapshots } from '../../../src/execution/confirmation/snapshots.ts';
import type {
  ConfirmationResult,
  ConfirmOptions,
  Suspicion,
} from '../../../src/execution/confirmation/suspicion.ts';
import { newRunMark } from '../../../src/execution/process/run-mark.ts';
import { createSampler } from '../../../src/execution/process/sampler.ts';
import { createRedactor } from '../../../src/execution/redaction/redactor.ts';
import { runPipeline } from '../../../src/execution/run.ts';
import type { StageContext } from '../../../src/execution/stage/run-stage.ts';
import type { CacheDefinition, Pipeline, Stage } from '../../../src/pipeline/types.ts';
import type { StageRecord } from '../../../src/record/run-record.ts';
import { pipelineOf } from '../../pipeline/stages.ts';
import { preparationOf, temporaryFolder } from '../support.ts';

/** Asks git in a folder, with an identity of its own and nobody's configuration. */
export function git(folder: string, ...args: readonly string[]): string {
  const name = 'Somebody';
  const email = 'somebody@example.org';
  return execFileSync('git', [...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_NAME: name,
      GIT_AUTHOR_EMAIL: email,
      GIT_COMMITTER_NAME: name,
      GIT_COMMITTER_EMAIL: email,
    },
  }).trim();
}

/** Files by path below a folder. */
export type Files = Readonly<Record<string, string>>;

/** Writes files and makes a commit of all there is. */
export function commit(folder: string, files: Files): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--message', 'a commit');
  return git(folder, 'rev-parse', 'HEAD');
}

/** A repository with one commit. */
export function repository(files: Files): string {
  const folder = temporaryFolder();
  git(folder, 'init', '--quiet', '--initial-branch=main');
  commit(folder, { '.gitignore': '.stagetime/\n', ...files });
  return folder;
}

/** What a test may say besides the stages. */
export interface RunOverrides {
  readonly caches?: readonly CacheDefinition[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly now?: () => number;
  readonly limits?: Partial<KeepLimits>;
  readonly isWanted?: (stage: Stage) => boolean;
}

/** A run that is over, and what is needed to confirm what it found. */
export interface FinishedRun {
  readonly root: string;
  readonly pipeline: Pipeline;
  readonly context: StageContext;
  readonly checkout: Promise<Inspected>;
  readonly snapshots: Snapshots;
  readonly records: readonly StageRecord[];
  /** The lines that stages wrote to `$JOURNAL`, which is outside the repository. */
  journal(): readonly string[];
  /** Folders of ours that are left where checkouts are made. */
  leftovers(): readonly string[];
  /** Confirms by re-runs, two a stage unless said otherwise. */
  confirm(options: ConfirmOverrides): Promise<ConfirmationResult>;
}

export interface ConfirmOverrides extends Partial<Omit<ConfirmOptions, 'suspicions' | 'base'>> {
  readonly suspicions: readonly (Partial<Suspicion> & { readonly id: string })[];
  readonly base?: Partial<ConfirmOptions['base']>;
}

/** Runs the stages with snapshots of each. */
export async function runToConfirm(
  root: string,
  stages: readonly Stage[],
  overrides: RunOverrides = {},
): Promise<FinishedRun> {
  const [outside, checkouts] = [temporaryFolder(), temporaryFolder()];
  const journalFile = join(outside, 'journal');
  writeFileSync(journalFile, '');
  const startedAt = performance.now();
  const pipeline = pipelineOf(stages, { caches: overrides.caches ?? [] });
  const reportDir = join(root, '.stagetime');
  const context: StageContext = {
    root,
    reportDir,
    environment: {
      PATH: process.env.PATH,
      JOURNAL: journalFile,
      RUNNER_TEMP: checkouts,
      ...overrides.environment,
    },
    inCi: false,
    runMark: newRunMark(),
    sampler: createSampler(),
    redactor: createRedactor([]),
    late: new AbortController().signal,
    emit: () => {},
    now: overrides.now ?? (() => performance.now() - startedAt),
  };
  const checkout = inspectCheckout(pipeline, root, context.environment);
  const snapshots = createSnapshots({
    pipeline,
    root,
    folder: join(reportDir, 'confirm'),
    checkout,
    isWanted: overrides.isWanted ?? (() => true),
    limits: { ...KEEP_LIMITS, ...overrides.limits },
    now: () => performance.now(),
  });
  onTestFinished(() => snapshots[Symbol.asyncDispose]());
  const run = runPipeline({
    pipeline,
    leftOut: new Map(),
    expectations: new Map(),
    capacity: { slots: 1, memoryBytes: Number.POSITIVE_INFINITY },
    keepGoing: true,
    signal: new AbortController().signal,
    context,
    preparation: preparationOf(pipeline, context, true),
    snapshots,
  });
  await run.finished;
  const stageOf = (id: string): Stage => stages.find(stage => stage.id === id) as Stage;
  return {
    root,
    pipeline,
    context,
    checkout,
    snapshots,
    records: run.records(),
    journal: () => readFileSync(journalFile, 'utf8').split('\n').filter(Boolean),
    leftovers: () => readdirSync(checkouts),
    confirm: ({ suspicions, base, ...options }) =>
      confirm({
        budgetMs: 60_000,
        pipeline,
        context,
        checkout,
        snapshots,
        turns: { rerun: 2, paired: 3 },
        controls: () => [],
        judge: (_, { length }) => (length < 2 ? 'open' : 'settled'),
        signal: new AbortController().signal,
        ...options,
        suspicions: suspicions.map(({ id, ...suspicion }) => ({
          stage: stageOf(id),
          mode: 'rerun',
          durationMs: 0,
          atStakeMs: 0,
          ...suspicion,
        })),
        base: {
          readPipeline: async () => pipeline,
          results: Promise.resolve(
            createDirectoryStore({ folder: join(reportDir, 'cache'), maxBytes: 100_000_000 }),
          ),
          fingerprints: new Map(
            run
              .records()
              .flatMap(({ id, fingerprint }) => (fingerprint ? [[id, fingerprint]] : [])),
          ),
          ...base,
        },
      }),
  };
}

/** A cache of these paths. */
export function cacheAt(...paths: readonly string[]): CacheDefinition {
  return { name: 'own', paths, inputs: [], restoreKeys: [], proxy: false, key: 'a' };
}
