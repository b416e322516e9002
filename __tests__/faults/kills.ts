/** Rows of the fault matrix: a main that is killed at every step, and what post and the next job make of it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ResultsService } from '../services/results-service.ts';
import type { StartedAction } from '../services/runner.ts';
import { Bench, type Environment } from './bench.ts';
import { atFaultPoint, listingFaultPoints } from './fault-points.ts';
import type { Cell } from './matrix.ts';

/** How main comes to its end. */
interface Kill {
  /** Of the job that is killed alone. */
  readonly env?: Environment;
  /** Resolves when it is dead. */
  readonly kill: (action: StartedAction, service: ResultsService) => Promise<unknown>;
}

/**
 * A good day, a job whose main is killed with no time for a last word, and a good day in the same folder:
 * post ends in order and publishes the report if there is one, nothing is left running, and what was kept
 * before is still there.
 */
async function killed(bench: Bench, { env = {}, kill }: Kill): Promise<void> {
  const service = await bench.results();
  const folder = bench.checkout();
  const job = { env: service.env, workspace: () => folder };
  await bench.good(job, 'before');
  const startedAt = performance.now();
  const action = bench.start(folder, { env: { ...service.env, ...env } });
  await kill(action, service);
  const { post, state, signal } = await action.finish();
  bench.judgeEnd(post.exitCode, performance.now() - startedAt);
  bench.judge('status', signal === null ? 'main was not killed' : undefined);
  // Main had told post where the report is, and had not published it.
  const isLeft =
    signal !== null &&
    Object.keys(state).length > 0 &&
    existsSync(join(folder, '.stagetime/report.html'));
  const said = post.summary + post.stdout;
  bench.judge('report', isLeft && said === '' ? 'post published none' : undefined);
  service.befall();
  bench.judgeHistory(await bench.good(job, 'after'));
}

/** What main waits for when it is killed: a request that is never answered. */
const REQUESTS: Readonly<Record<string, RegExp>> = {
  'while looking up': /GetCacheEntryDownloadURL/,
  'while downloading': /GetBlob|HeadBlob/,
  'while saving': /CreateCacheEntry/,
  'while uploading': /PutBlo/,
  'while finishing a cache': /FinalizeCacheEntry/,
  'while publishing': /CreateArtifact/,
};

const AT_REQUESTS: readonly Cell[] = Object.entries(REQUESTS).map(([fault, match]) => ({
  subject: 'killed',
  fault,
  run: bench =>
    killed(bench, {
      kill: async ({ main }, service) => {
        const before = service.requests.length;
        service.befall({ match, hang: true });
        const isThere = () =>
          service.requests.slice(before).some(({ operation }) => match.test(operation));
        while (!isThere()) await new Promise(resolve => setTimeout(resolve, 10));
        await main.kill();
      },
    }),
}));

const IN_A_STAGE: Cell = {
  subject: 'killed',
  fault: 'in a stage',
  run: bench =>
    killed(bench, {
      env: { WAIT: 'sleep 600' },
      kill: async ({ main }) => {
        await main.printed('output of the last stage');
        await main.kill();
      },
    }),
};

/** Killed in a stage, and while a request is under way. */
export const KILLS: readonly Cell[] = [IN_A_STAGE, ...AT_REQUESTS];

/**
 * A row for every file that main writes, every folder that it makes or removes and every process that it
 * starts, in a job that finds something to restore: killed right before that.
 */
export async function killsAtEveryStep(): Promise<readonly Cell[]> {
  const steps = await stepsOfAJob();
  return steps.map(step => ({
    subject: 'killed before',
    fault: step,
    run: bench => killed(bench, { env: atFaultPoint(step), kill: ({ main }) => main.ended }),
  }));
}

async function stepsOfAJob(): Promise<readonly string[]> {
  const bench = new Bench(false);
  try {
    const service = await bench.results();
    const folder = bench.checkout();
    const workspace = (): string => folder;
    await bench.good({ env: service.env, workspace }, 'before');
    const list = join(bench.root, 'steps');
    await bench.good({ env: { ...service.env, ...listingFaultPoints(list) }, workspace }, 'listed');
    return readFileSync(list, 'utf8').trim().split('\n');
  } finally {
    await bench.close();
  }
}
