/** The base commit's side of a pair: its own definition, and what the stages needed there make. */
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { listTree, surveyTree } from '../../caching/files/tree.ts';
import { planCaches } from '../../caching/presets.ts';
import { lookUpResult } from '../../caching/results/result-store.ts';
import type { CacheStore } from '../../caching/store.ts';
import { topologicalOrder, withNeeds } from '../../pipeline/graph.ts';
import type { Pipeline, Stage } from '../../pipeline/types.ts';
import { entriesOf, git } from '../../programs/git.ts';
import { createFileStates } from '../files/file-states.ts';
import { matcherOf } from '../files/patterns.ts';
import { createFingerprints, declaredOutputs } from '../inputs/fingerprints.ts';
import { createToolVersions } from '../inputs/tool-versions.ts';
import { isReusable } from '../reuse/decision.ts';
import type { StageContext } from '../stage/run-stage.ts';
import { type Checkout, findBase } from './checkout.ts';
import { type AloneRun, runAlone } from './isolated-run.ts';
import { Obstacle } from './obstacle.ts';
import { type KeptState, type Move, moveVariables, restoreState } from './relocate.ts';
import type { Snapshot, Snapshots } from './snapshots.ts';
import { addWorktree, type Worktree } from './worktree.ts';

/** Where the base comes from. */
export interface BaseSource {
  /** The commit to compare with where the one that ran is no merge. */
  readonly sha?: string | undefined;
  /** The pipeline that the definition in this folder describes; none where there is none. */
  readPipeline(folder: string): Promise<Pipeline | undefined>;
  /** Stored results of stages. */
  readonly results: Promise<CacheStore>;
  /** Of the head's stages, by id: what was made there is made here where they are the same. */
  readonly fingerprints: ReadonlyMap<string, string>;
}

/** A stage as one of the commits has it, and the state it starts from there. */
export interface Side {
  readonly stage: Stage;
  readonly sha: string;
  /** In this order, the later over the earlier. */
  readonly states: readonly KeptState[];
  /** Where parts of the state were made, beside the user's working tree. */
  movesTo(worktree: Worktree): readonly Move[];
}

/** The base commit, checked out for what its stages need. */
export interface Base extends AsyncDisposable {
  /** The base's stage for one of the head's; rejects with an obstacle where there is none. */
  prepare(head: Stage, snapshot: Snapshot): Promise<Side>;
}

/** What a base is opened with. */
export interface BaseOptions {
  readonly source: BaseSource;
  readonly checkout: Checkout;
  readonly pipeline: Pipeline;
  readonly snapshots: Snapshots;
  readonly context: StageContext;
  readonly signal: AbortSignal;
}

/** Fetches the base where it is missing and reads its definition; rejects with an obstacle. */
export async function openBase(options: BaseOptions): Promise<Base> {
  const { source, checkout, signal } = options;
  const sha = await findBase(checkout, source.sha, signal);
  const worktree = await addWorktree(checkout, sha, signal);
  try {
    const pipeline = await source.readPipeline(worktree.root);
    if (pipeline === undefined) throw new Obstacle({ kind: 'base-without-definition' });
    const needs = createNeeds(options, worktree, pipeline);
    return {
      async prepare(head, snapshot) {
        const stage = findStage(pipeline, head);
        if (stage === undefined) throw new Obstacle({ kind: 'base-without-stage' });
        const made = await needs.make(stage, snapshot);
        return {
          stage,
          sha,
          states: [snapshot.given, ...made, snapshot.own],
          movesTo: ({ root, top }) => [
            { from: worktree.root, to: root },
            { from: worktree.top, to: top },
          ],
        };
      },
      [Symbol.asyncDispose]: () => worktree[Symbol.asyncDispose](),
    };
  } catch (error) {
    await worktree[Symbol.asyncDispose]();
    throw error;
  }
}

function findStage({ stages }: Pipeline, { id, was }: Stage): Stage | undefined {
  return stages.find(stage => stage.id === id) ?? stages.find(stage => stage.id === was);
}

/** What stages of the base need, made once each in a checkout of its own. */
function createNeeds(options: BaseOptions, worktree: Worktree, pipeline: Pipeline) {
  const { source, snapshots, context, checkout, signal } = options;
  const { root, moves } = worktree;
  const environment = moveVariables(context.environment, moves);
  const fingerprints = createFingerprints({
    pipeline,
    root,
    environment,
    states: createFileStates(root),
    tools: createToolVersions(root),
  });
  const made = new Set<string>();

  async function makeOne(need: Stage, snapshot: Snapshot): Promise<void> {
    await restoreState(await snapshots.givenInputs(need), root, moves);
    const fingerprint = isReusable(need) ? await fingerprintOf(need) : undefined;
    if (fingerprint !== undefined) {
      if (await isRestored(need, fingerprint)) return;
      const ofHead = snapshot.needs.get(need.id);
      if (ofHead !== undefined && source.fingerprints.get(need.id) === fingerprint) {
        return restoreState(ofHead, root, moves);
      }
    }
    const run = await runNeed(need);
    if (run.kind === 'not-ran' && !run.excused) {
      throw new Obstacle({ kind: 'need-not-passed', need: need.id, cause: run.reason });
    }
  }

  async function fingerprintOf(need: Stage): Promise<string | undefined> {
    const { stage } = await fingerprints.read(need);
    return stage.kind === 'known' ? stage.fingerprint : undefined;
  }

  /** Puts the need's stored result in place, where there is one. */
  async function isRestored(need: Stage, fingerprint: string): Promise<boolean> {
    const key = { stage: need.id, fingerprint };
    const isOutput = matcherOf(declaredOutputs(need));
    const found = await lookUpResult(await source.results, key, isOutput).catch(() => undefined);
    return found?.kind === 'found' && (await found.restore(root)).kind === 'restored';
  }

  async function runNeed(need: Stage): Promise<AloneRun> {
    return runAlone({
      stage: need,
      context,
      root,
      moves,
      states: [await cachesOf(need, options)],
      environment: environmentOf(need, snapshots),
      logName: `${need.id}.confirm-base`,
      signal,
    });
  }

  return {
    /** The state that the base's stage starts from, without its caches. */
    async make(stage: Stage, snapshot: Snapshot): Promise<readonly KeptState[]> {
      const wanted = withNeeds(pipeline.stages, stage.needs);
      if (wanted.size === 0) return [];
      for (const need of topologicalOrder(pipeline.stages)) {
        if (!wanted.has(need.id) || made.has(need.id)) continue;
        await makeOne(need, snapshot);
        made.add(need.id);
      }
      const paths = await changedPaths(root, checkout, signal);
      return [await snapshots.keep(root, listTree(root, paths))];
    },
  };
}

/** A need's caches as its counterpart found them, else as the run left them. */
async function cachesOf(
  need: Stage,
  { snapshots, pipeline, checkout }: BaseOptions,
): Promise<KeptState> {
  const taken = snapshots.of(need.id);
  if (taken.kind === 'taken') return taken.own;
  const plans = planCaches(pipeline.caches, pipeline.stages);
  const own = plans.filter(({ name }) => need.caches.includes(name));
  const paths = own.flatMap(({ stored }) => stored);
  return snapshots.keep(checkout.root, surveyTree(checkout.root, paths).places);
}

function environmentOf({ id }: Stage, snapshots: Snapshots): Readonly<Record<string, string>> {
  const taken = snapshots.of(id);
  return taken.kind === 'taken' ? taken.environment : {};
}

/** All that is not as the commit has it, but for what is ours. */
async function changedPaths(
  folder: string,
  { environment }: Checkout,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const place = { folder, environment, signal };
  const listed = entriesOf(await git(place, ['ls-files', '-z', '--others', '--modified']));
  return listed
    .map(path => path.replace(/\/$/, ''))
    .filter(path => !path.startsWith('.stagetime/'))
    .filter(path => lstatSync(join(folder, path), { throwIfNoEntry: false }) !== undefined);
}
