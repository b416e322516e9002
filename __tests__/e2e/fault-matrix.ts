/**
 * Faults of everything around the stages, each run through `dist` against local services: whatever
 * happens there, the job ends as its stages did, in time, with a report, and leaves nothing behind.
 */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseRunRecord } from '../../src/record/run-record.ts';
import type { FaultEffect } from '../services/faults.ts';
import { type GitHubApi, startGitHubApi, TOKENS } from '../services/github-api.ts';
import { type Behaviour, startLlmUpstream } from '../services/llm-upstream.ts';
import {
  AZURE_HOST,
  RESOLVE_AZURE,
  type ResultsService,
  startResultsService,
} from '../services/results-service.ts';
import { type ActionResult, startAction } from '../services/runner.ts';
import { pullRequestEvent } from '../services/runner-environment.ts';
import { processesWith } from '../support/processes.ts';
import { requireTool } from '../support/tools.ts';

/** One fault of one thing. */
export interface Cell {
  readonly subject: string;
  readonly fault: string;
  /** Whether a stage of the job fails. */
  readonly failing?: boolean;
  readonly run: (stage: Bench) => Promise<void>;
}

/** What became of it; without problems the cell holds. */
export interface CellResult {
  readonly cell: Cell;
  readonly problems: readonly string[];
  readonly tookMs: number;
}

/** In which every job is over, whatever hangs. */
const LONGEST_MS = 150_000;

/** A stage that makes a cache and checks what it found of it, one that may be reused, one that tells. */
const DEFINITION = `caches:
  data: { paths: [cached], inputs: [text] }
stages:
  cached:
    run: |
      if [ -e cached ]; then cmp cached/one cached/two; fi
      mkdir -p cached; head -c 100000 /dev/zero > cached/one; cp cached/one cached/two
    caches: [data]
  made: { run: "cp text made", inputs: [text], outputs: [made] }
  last: { run: "echo output of the last stage; \${LAST:-true}", needs: [cached, made] }
`;

type Environment = Readonly<Record<string, string | undefined>>;

/** Where a cell is set up and its job run; nothing of it outlives the cell. */
export class Bench {
  readonly root = mkdtempSync(join(tmpdir(), 'stagetime-faults-'));
  readonly problems: string[] = [];
  readonly failing: boolean;
  readonly #closers: (() => unknown)[] = [];

  constructor(failing: boolean) {
    this.failing = failing;
  }

  onClose(close: () => unknown): void {
    this.#closers.unshift(close);
  }

  async close(): Promise<void> {
    for (const close of this.#closers) await close();
    rmSync(this.root, { recursive: true, force: true });
  }

  /** A fresh checkout. */
  checkout(definition = DEFINITION, folder = mkdtempSync(join(this.root, 'checkout-'))): string {
    writeFileSync(join(folder, 'stagetime.yml'), definition);
    writeFileSync(join(folder, 'text'), 'text');
    return folder;
  }

  async results(blobHost?: string): Promise<ResultsService> {
    const service = await startResultsService(blobHost === undefined ? {} : { blobHost });
    this.onClose(() => service.close());
    return service;
  }

  async gitHub(): Promise<GitHubApi> {
    const api = await startGitHubApi();
    this.onClose(() => api.close());
    const repository = { id: api.state.repositoryId, owner: api.state.owner };
    api.state.addPullRequest({ head: { sha: pullRequestEvent().sha, ref: 'faster', repository } });
    return api;
  }

  start(workspace: string, env: Environment = {}, options: object = {}) {
    const LAST = this.failing ? 'false' : 'true';
    const own = { MARK: this.root, LAST, ...env };
    const action = startAction({ workspace, env: own, ...options });
    this.onClose(() => action.dispose());
    return action;
  }

  /** Runs a job to its end and looks for what must hold of every job. */
  async job(workspace: string, env: Environment = {}, options: object = {}): Promise<ActionResult> {
    const result = await this.start(workspace, env, options).finish();
    const wanted = this.failing ? 1 : 0;
    if (result.exitCode !== wanted) {
      const said = result.annotations.map(({ message }) => message).join('; ');
      this.problems.push(`job status ${result.exitCode} in place of ${wanted}: ${said}`);
    }
    this.judgeReport(workspace, result);
    this.judgeEnd(result.post.exitCode);
    return result;
  }

  /** The report is there by some way, and says how the stages ended. */
  judgeReport(workspace: string, result: ActionResult): void {
    const folder = result.reportDir ?? join(workspace, '.stagetime');
    const file = join(folder, 'run.json');
    const parsed = existsSync(file) ? parseRunRecord(readFileSync(file, 'utf8')) : undefined;
    const status = this.failing ? 'failed' : 'passed';
    if (parsed?.ok && parsed.record.status !== status) {
      this.problems.push(`the report says ${parsed.record.status}`);
    }
    if (!/output of the last stage/.test(result.stdout)) this.problems.push('output not shown');
    const word = this.failing ? /failed after/ : /Pipeline passed/;
    if (!word.test(result.summary) && !word.test(result.stdout)) this.problems.push('no report');
  }

  judgeEnd(postExitCode: number | null): void {
    if (postExitCode !== 0) this.problems.push(`post ended with ${postExitCode}`);
    const orphans = processesWith(`MARK=${this.root}`);
    if (orphans.length > 0) this.problems.push(`left running: ${orphans.join(', ')}`);
  }
}

/** Runs a cell; whatever it throws is a problem of it. */
export async function runCell(cell: Cell): Promise<CellResult> {
  const bench = new Bench(cell.failing === true);
  const startedAt = performance.now();
  let tookMs = 0;
  try {
    await cell.run(bench);
  } catch (error) {
    bench.problems.push((error as Error).message);
  } finally {
    tookMs = performance.now() - startedAt;
    await bench.close();
  }
  if (tookMs > LONGEST_MS) bench.problems.push(`took ${Math.round(tookMs / 1000)} s`);
  return { cell, problems: bench.problems, tookMs };
}

/** Runs cells, so many at once: most of them wait most of the time. */
export async function runCells(
  cells: readonly Cell[],
  atOnce: number,
  onResult: (result: CellResult) => void = () => {},
): Promise<CellResult[]> {
  const queue = [...cells];
  const results: CellResult[] = [];
  const work = async (): Promise<void> => {
    for (let cell = queue.shift(); cell !== undefined; cell = queue.shift()) {
      const result = await runCell(cell);
      results.push(result);
      onResult(result);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return results;
}

/** The matrix as text, a line a subject. */
export function matrixText(results: readonly CellResult[]): string {
  const subjects = [...new Set(results.map(({ cell }) => cell.subject))];
  const lines = subjects.map(subject => {
    const own = results.filter(({ cell }) => cell.subject === subject);
    const shown = own.map(({ cell, problems, tookMs }) => {
      const sign = problems.length === 0 ? '✓' : '✗';
      return `${sign} ${cell.fault} ${(tookMs / 1000).toFixed(0)}s`;
    });
    return `${subject.padEnd(28)} ${shown.join('  ')}`;
  });
  return lines.join('\n');
}

const EFFECTS: Readonly<Record<string, FaultEffect>> = {
  '429': { status: 429, headers: { 'retry-after': '1' } },
  '403': { status: 403 },
  '404': { status: 404 },
  '500': { status: 500 },
  reset: { reset: true },
  hang: { hang: true },
  'cut body': { truncate: true },
  'short body': { short: true },
  garbage: { corrupt: true },
  '200 null': { status: 200, body: null },
};

function eachEffect(
  subject: string,
  run: (bench: Bench, effect: FaultEffect) => Promise<void>,
): readonly Cell[] {
  return Object.entries(EFFECTS).map(([fault, effect], index) => ({
    subject,
    fault,
    // Both ends of a job have to survive every kind of fault.
    failing: index % 3 === 2,
    run: bench => run(bench, effect),
  }));
}

/** A job that finds what another left, with a service that fails meanwhile. */
function cacheCells(subject: string, match: RegExp, blobHost?: string): readonly Cell[] {
  const env = blobHost === undefined ? {} : { NODE_OPTIONS: RESOLVE_AZURE };
  return eachEffect(subject, async (bench, effect) => {
    const service = await bench.results(blobHost);
    const first = bench.start(bench.checkout(), { ...service.env, ...env, LAST: 'true' });
    await first.finish();
    service.befall({ match, ...effect });
    await bench.job(bench.checkout(), { ...service.env, ...env });
  });
}

function apiCells(subject: string, match: RegExp): readonly Cell[] {
  return eachEffect(subject, async (bench, effect) => {
    const api = await bench.gitHub();
    api.befall({ match, ...effect });
    await bench.job(
      bench.checkout(),
      { GITHUB_API_URL: api.origin },
      {
        event: pullRequestEvent(),
        token: TOKENS.actions,
        inputs: { comment: 'always', confirm: 'off' },
      },
    );
  });
}

const ARTIFACTS = eachEffect('artifact', async (bench, effect) => {
  const service = await bench.results();
  service.befall({ match: /Artifact|PutBlock|PutBlob/, ...effect });
  await bench.job(
    bench.checkout('stages:\n  last: { run: "echo output of the last stage; $LAST" }\n'),
    service.env,
  );
});

const ASKING = `caches:
  llm: { preset: llm, proxy: true }
stages:
  ask: { run: "timeout 5 node ask.mjs || true", caches: [llm] }
  last: { run: "echo output of the last stage; $LAST", needs: [ask] }
`;
const ASK = `const { OPENAI_BASE_URL: base } = process.env;
const body = JSON.stringify({ model: 'm', stream: true, messages: [{ role: 'user', content: 'hi' }] });
const headers = { 'content-type': 'application/json' };
const answer = await fetch(base + '/chat/completions', { method: 'POST', body, headers });
console.log(answer.status, (await answer.text()).length);
`;
const BEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  '429': { status: 429 },
  '403': { status: 403 },
  '404': { status: 404 },
  '500': { status: 500 },
  reset: { cutAfter: 0 },
  hang: { beforeHeaders: new Promise(() => {}) },
  'cut body': { cutAfter: 2 },
  'short body': { withoutEnd: true },
  garbage: { raw: { type: 'text/event-stream', chunks: ['\0\xff{'] } },
  '200 null': { raw: { type: 'application/json', chunks: ['null'] } },
};

const MODELS: readonly Cell[] = Object.entries(BEHAVIOURS).map(([fault, behaviour], index) => ({
  subject: 'model server',
  fault,
  failing: index % 3 === 2,
  run: async bench => {
    const upstream = await startLlmUpstream(() => behaviour);
    bench.onClose(() => upstream.close());
    const folder = bench.checkout(ASKING);
    writeFileSync(join(folder, 'ask.mjs'), ASK);
    await bench.job(folder, { OPENAI_BASE_URL: `${upstream.origin}/v1` });
  },
}));

type DiskFault = (folder: string) => void;

const DISK_FAULTS: Readonly<Record<string, DiskFault>> = {
  full: folder => fill(folder),
  'read-only': folder => execFileSync('mount', ['-o', 'remount,ro', folder]),
  'no inodes': folder => {
    for (let i = 0; i < 1_000; i += 1) {
      try {
        writeFileSync(join(folder, `inode-${i}`), '');
      } catch {
        return;
      }
    }
  },
};

function fill(folder: string): void {
  try {
    for (;;) writeFileSync(join(folder, 'fill'), Buffer.alloc(4096), { flag: 'a' });
  } catch {
    // It is full.
  }
}

/** A file system of its own, with little on it. */
function smallDisk(bench: Bench): string {
  const folder = mkdtempSync(join(bench.root, 'disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m,nr_inodes=200', 'tmpfs', folder]);
  bench.onClose(() => execFileSync('umount', ['-l', folder]));
  return folder;
}

/** Nothing in it writes where the stages run. */
const SILENT = 'stages:\n  last: { run: "echo output of the last stage; $LAST" }\n';

const canMount = process.platform === 'linux' && process.getuid?.() === 0;

const DISKS: readonly Cell[] = !canMount
  ? []
  : Object.entries(DISK_FAULTS).flatMap(
      ([fault, befall], index) =>
        [
          {
            subject: 'disk of the workspace',
            fault,
            failing: index === 1,
            run: async bench => {
              const folder = bench.checkout(SILENT, smallDisk(bench));
              befall(folder);
              await bench.job(folder);
            },
          },
          {
            subject: 'disk of the temporary folder',
            fault,
            failing: index === 2,
            run: async bench => {
              const folder = smallDisk(bench);
              befall(folder);
              await bench.job(bench.checkout(SILENT), { RUNNER_TEMP: folder, TMPDIR: folder });
            },
          },
          {
            subject: 'disk of everything',
            fault,
            failing: index === 0,
            run: async bench => {
              const folder = bench.checkout(SILENT, smallDisk(bench));
              befall(folder);
              await bench.job(folder, { RUNNER_TEMP: folder, TMPDIR: folder });
            },
          },
        ] satisfies Cell[],
    );

/** A stage does it, because it may: the path of what is faulty, seen from the runner's folder. */
const WIPED: Readonly<Record<string, string>> = {
  'temporary folder wiped': 'rm -rf "$RUNNER_TEMP"',
  'command files gone': 'rm -rf "$RUNNER_TEMP/../main"',
  'folders for command files': 'for f in "$RUNNER_TEMP"/../main/*; do rm "$f"; mkdir "$f"; done',
  'report directory gone': 'rm -rf .stagetime',
  'report directory a file': 'rm -rf .stagetime; echo x > .stagetime',
  'logs a file': 'rm -rf .stagetime/logs; echo x > .stagetime/logs',
  'a folder for run.json': 'rm -f .stagetime/run.json; mkdir -p .stagetime/run.json/x',
};

const WIPES: readonly Cell[] = Object.entries(WIPED).map(([fault, command], index) => ({
  subject: 'what a stage removes',
  fault,
  failing: index % 3 === 1,
  run: async bench => {
    const definition = `stages:
  wipe: { run: ${JSON.stringify(command)} }
  last: { run: "echo output of the last stage; $LAST", needs: [wipe] }
`;
    await bench.job(bench.checkout(definition));
  },
}));

const PROGRAMS = [
  'bash',
  'sh',
  'env',
  'cat',
  'cp',
  'cmp',
  'head',
  'mkdir',
  'rm',
  'tar',
  'zstd',
  'git',
];

const TOOLS: readonly Cell[] = [['git'], ['tar'], ['zstd'], ['tar', 'zstd', 'git']].map(
  missing => ({
    subject: 'missing tools',
    fault: missing.join(', '),
    run: async bench => {
      const bin = join(bench.root, 'bin');
      mkdirSync(bin);
      for (const name of PROGRAMS.filter(program => !missing.includes(program))) {
        const tool = requireTool(name);
        if (tool.available) symlinkSync(tool.path, join(bin, name));
      }
      const service = await bench.results();
      await bench.job(bench.checkout(), { ...service.env, PATH: bin });
    },
  }),
);

/** The wall clock jumps by so much, 300 ms after the start. */
function jump(ms: number): string {
  return `--import=data:text/javascript,${encodeURIComponent(`
const Real = Date;
const start = performance.now();
const now = () => Real.now() + (performance.now() - start > 300 ? ${ms} : 0);
globalThis.Date = class extends Real {
  constructor(...given) { given.length === 0 ? super(now()) : super(...given); }
  static now() { return now(); }
};`)}`;
}

const DAY_MS = 86_400_000;

const CLOCKS: readonly Cell[] = [-30, -1, 1, 30].map(days => ({
  subject: 'the clock jumps',
  fault: `${days} days`,
  run: async bench => {
    const service = await bench.results();
    const env = { ...service.env, NODE_OPTIONS: jump(days * DAY_MS) };
    await bench.job(bench.checkout(), env);
    await bench.job(bench.checkout(), env);
  },
}));

/** Main is killed with all it started; what it left is published by post, and the next job is whole. */
async function killAt(bench: Bench, moment: string | RegExp, fault?: RegExp): Promise<void> {
  const service = await bench.results();
  if (fault !== undefined) service.befall({ match: fault, hang: true });
  const definition = DEFINITION.replace('${LAST:-true}', '${WAIT:-true}');
  const action = bench.start(bench.checkout(definition), {
    ...service.env,
    WAIT: fault === undefined ? 'sleep 600' : 'true',
  });
  await action.main.printed(moment);
  if (fault !== undefined) {
    const arrived = () => service.requests.some(({ operation }) => fault.test(operation));
    while (!arrived()) await new Promise(resolve => setTimeout(resolve, 10));
  }
  await action.main.kill();
  const { post } = await action.finish();
  bench.judgeEnd(post.exitCode);
  service.befall();
  await bench.job(bench.checkout(), service.env);
}

const KILLS: readonly Cell[] = [
  { fault: 'at the start', moment: /Running 3 stages/ },
  { fault: 'in a stage', moment: 'output of the last stage' },
  { fault: 'while saving', moment: /last passed/, at: /CreateCacheEntry/ },
  { fault: 'while uploading', moment: /last passed/, at: /PutBlo/ },
  { fault: 'while publishing', moment: /last passed/, at: /CreateArtifact/ },
].map(({ fault, moment, at }) => ({
  subject: 'killed',
  fault,
  run: bench => killAt(bench, moment, at),
}));

/** Every cell there is on this machine. */
export const CELLS: readonly Cell[] = [
  ...cacheCells('cache look-up', /GetCacheEntryDownloadURL/),
  ...cacheCells('cache download, plain', /GetBlob|HeadBlob/),
  ...cacheCells('cache download, Azure', /GetBlob|HeadBlob/, AZURE_HOST),
  ...cacheCells('cache upload', /CreateCacheEntry|FinalizeCacheEntry|PutBlo/),
  ...ARTIFACTS,
  ...apiCells('REST API', /./),
  ...apiCells('comment', /^issues\//),
  ...apiCells('check run', /^checks\//),
  ...MODELS,
  ...DISKS,
  ...WIPES,
  ...TOOLS,
  ...CLOCKS,
  ...KILLS,
];
