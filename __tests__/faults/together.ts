/** Rows of the fault matrix: two runs at once, in one folder or with one history. */
import { join } from 'node:path';
import { TOKENS } from '../services/github-api.ts';
import type { Bench, Job } from './bench.ts';
import type { Cell } from './matrix.ts';

/** Two jobs that overlap between two others; how many runs the last one finds at least. */
async function atOnce(bench: Bench, job: Job, kept: number): Promise<void> {
  await bench.good(job, 'before');
  const startedAt = performance.now();
  const both = [1, 2].map(() => bench.start(job.workspace?.() ?? bench.checkout(), job).finish());
  for (const { exitCode, post, summary } of await Promise.all(both)) {
    bench.judge('status', exitCode === 0 ? undefined : `exit code ${exitCode}`);
    bench.judge('report', summary.includes('Pipeline passed') ? undefined : 'no report');
    bench.judgeEnd(post.exitCode, performance.now() - startedAt);
  }
  const { record } = await bench.good(job, 'after');
  const runs = record?.baseline?.runs ?? 0;
  bench.judge('history', runs >= kept ? undefined : `${runs} runs in place of ${kept}`);
}

type Open = (bench: Bench) => Promise<readonly [Job, number]>;

const OPEN: readonly (readonly [string, Open])[] = [
  [
    'in one folder',
    async bench => {
      const folder = bench.checkout();
      const { env } = await bench.results();
      return [{ env, workspace: () => folder }, 3];
    },
  ],
  // The cache service gives each entry once: of two that are saved at the same moment one is found.
  ['history in the cache', async bench => [{ env: (await bench.results()).env }, 2]],
  [
    'history in a file',
    async bench => [{ options: { inputs: { baseline: join(bench.root, 'runs.json') } } }, 3],
  ],
  [
    'history on a branch',
    async bench => {
      const api = await bench.gitHub();
      const inputs = { baseline: 'branch:stagetime-data' };
      const options = { token: TOKENS.actions, inputs };
      return [{ env: { GITHUB_API_URL: api.origin }, options }, 3];
    },
  ],
];

/** Two runs, each of which is whole, and so is what they keep together. */
export const TOGETHER: readonly Cell[] = OPEN.map(([fault, open]) => ({
  subject: 'two runs at once',
  fault,
  run: async bench => atOnce(bench, ...(await open(bench))),
}));
