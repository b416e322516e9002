/**
 * What Stagetime adds to a job: the main step, from the start of its process to its end, without the time of the
 * stages. History and a cache are restored and saved, the run is compared, the report goes up as an artifact. Against
 * services that answer at once, and after 40 ms each.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startResultsService } from '../__tests__/services/results-service.ts';
import { startAction } from '../__tests__/services/runner.ts';
import { parseRunRecord, type RunRecord } from '../src/record/run-record.ts';
import { median, tell } from './support/claims.ts';
import { createWorkspace } from './support/engine.ts';

const ROUNDS = 9;
const LATENCY_MS = 40;
const DEFINITION = `caches:
  kept: { paths: [kept], inputs: [text] }
stages:
  work: { run: "mkdir -p kept && head -c 2000000 /dev/urandom > kept/data && sleep 1", caches: [kept] }
  check: { run: sleep 0.2, needs: [work] }
`;

/** Of one job. */
interface Own {
  /** Of the main step, in ms. */
  readonly mainMs: number;
  readonly before: number;
  readonly after: number;
}

const atOnce = await measure(0);
const late = await measure(LATENCY_MS);
const own = (jobs: readonly Own[]) => median(jobs.map(({ mainMs }) => mainMs));
tell(`Stagetime's own time in a job, ${ROUNDS} rounds each`, [
  { what: 'services that answer at once', measured: own(atOnce), unit: 'ms', atMost: 500 },
  { what: '  before the stages', measured: median(atOnce.map(({ before }) => before)), unit: 'ms' },
  {
    what: '  after them, report written',
    measured: median(atOnce.map(({ after }) => after)),
    unit: 'ms',
  },
  { what: `services that answer after ${LATENCY_MS} ms`, measured: own(late), unit: 'ms' },
  {
    what: '  in round trips more',
    measured: (own(late) - own(atOnce)) / LATENCY_MS,
    unit: 'x',
    atMost: 12,
  },
]);

async function measure(latencyMs: number): Promise<readonly Own[]> {
  const service = await startResultsService({ latencyMs });
  using workspace = createWorkspace();
  workspace.write('stagetime.yml', DEFINITION);
  const jobs: Own[] = [];
  try {
    // The first job finds nothing stored; it does not count.
    for (let round = 0; round <= ROUNDS; round += 1) {
      const job = await runJob(workspace.folder, service.env, round);
      if (round > 0) jobs.push(job);
    }
  } finally {
    await service.close();
  }
  return jobs;
}

async function runJob(
  folder: string,
  services: Readonly<Record<string, string>>,
  round: number,
): Promise<Own> {
  for (const left of ['.stagetime', 'kept']) {
    rmSync(join(folder, left), { recursive: true, force: true });
  }
  writeFileSync(join(folder, 'text'), String(round));
  const startedAt = performance.now();
  const env = { ...services, GITHUB_RUN_ID: String(1000 + round) };
  const action = startAction({ workspace: folder, env, actionDir: process.cwd() });
  const { exitCode, stdout } = await action.mainResult();
  const tookMs = performance.now() - startedAt;
  await action.dispose();
  const file = join(folder, '.stagetime/run.json');
  if (exitCode !== 0 || !existsSync(file)) throw new Error(`the job failed:\n${stdout}`);
  const record = recordOf(file);
  const { beforeMs = 0, afterMs = 0 } = record.overhead ?? {};
  return { mainMs: tookMs - record.totalMs, before: beforeMs, after: afterMs };
}

function recordOf(file: string): RunRecord {
  const parsed = parseRunRecord(readFileSync(file, 'utf8'));
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.record;
}
