/** Rows of the fault matrix: disks, what stages remove, missing tools, and clocks that jump. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunRecord } from '../../src/record/run-record.ts';
import { requireTool } from '../support/tools.ts';
import type { Bench, Environment, Job } from './bench.ts';
import type { Cell } from './matrix.ts';

/** A file system with little on it, and how it goes wrong and well again. */
interface DiskFault {
  readonly befall: (disk: string) => void;
  readonly recover: (disk: string) => void;
}

const DISK_FAULTS: Readonly<Record<string, DiskFault>> = {
  full: {
    befall: disk => untilRefused(() => writeFileSync(join(disk, 'fill'), BLOCK, { flag: 'a' })),
    recover: disk => rmSync(join(disk, 'fill')),
  },
  'read-only': {
    befall: disk => execFileSync('mount', ['-o', 'remount,ro', disk]),
    recover: disk => execFileSync('mount', ['-o', 'remount,rw', disk]),
  },
  'no inodes': {
    befall: disk => {
      mkdirSync(join(disk, 'inodes'));
      untilRefused(i => writeFileSync(join(disk, 'inodes', String(i)), ''));
    },
    recover: disk => rmSync(join(disk, 'inodes'), { recursive: true }),
  },
};

const BLOCK = Buffer.alloc(4096);

function untilRefused(work: (index: number) => void): void {
  try {
    for (let i = 0; ; i += 1) work(i);
  } catch {
    // There is no room left.
  }
}

const canMount = process.platform === 'linux' && process.getuid?.() === 0;

/** A disk of its own at the folder. */
function mountDisk(bench: Bench, folder: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m,nr_inodes=400', 'tmpfs', folder]);
  bench.onClose(() => execFileSync('umount', ['-l', folder]));
}

function newDisk(bench: Bench): string {
  const folder = mkdtempSync(join(bench.root, 'disk-'));
  mountDisk(bench, folder);
  return folder;
}

/** A disk, and a job that uses it for one thing or for everything. */
interface OnDisk {
  readonly disk: string;
  readonly job: Job;
}

const inFile = (baseline: string): NonNullable<Job['options']> => ({ inputs: { baseline } });
const temporaryIn = (disk: string): Environment => ({ RUNNER_TEMP: disk, TMPDIR: disk });

const PLACES: Readonly<Record<string, (bench: Bench) => Promise<OnDisk>>> = {
  workspace: async bench => {
    const disk = newDisk(bench);
    return { disk, job: { workspace: () => refresh(bench, disk), options: inFile('runs.json') } };
  },
  'temporary folder': async bench => {
    const disk = newDisk(bench);
    const service = await bench.results();
    return { disk, job: { env: { ...service.env, ...temporaryIn(disk) } } };
  },
  'report directory': async bench => {
    const folder = bench.checkout();
    const disk = join(folder, '.stagetime');
    mkdirSync(disk);
    mountDisk(bench, disk);
    return { disk, job: { workspace: () => folder, options: inFile('.stagetime/history.json') } };
  },
  everything: async bench => {
    const disk = newDisk(bench);
    const job = { workspace: () => refresh(bench, disk), env: temporaryIn(disk) };
    return { disk, job: { ...job, options: inFile('.stagetime/history.json') } };
  },
};

/** What git would bring, unless it is there; on a disk that may be full. */
function refresh(bench: Bench, folder: string): string {
  try {
    return bench.checkout(undefined, folder);
  } catch {
    return folder;
  }
}

const DISKS: readonly Cell[] = Object.entries(canMount ? PLACES : {}).flatMap(([place, open], i) =>
  Object.entries(DISK_FAULTS).map(([fault, { befall, recover }], j) => ({
    subject: `disk of the ${place}`.replace('the everything', 'everything'),
    fault,
    failing: i % 3 === j,
    run: async (bench: Bench) => {
      const { disk, job } = await open(bench);
      await bench.trial({
        job,
        faulty: { env: { MAKE: '' } },
        befall: () => befall(disk),
        recover: () => recover(disk),
        ...(place === 'report directory' && { lacks: whyElsewhere }),
      });
    },
  })),
);

/** A report that is not where it was asked for says why: looked at before the first stage. */
function whyElsewhere(record: RunRecord | undefined): string | undefined {
  const notices = record?.notices ?? [];
  const said = notices.find(({ kind }) => kind === 'report-elsewhere');
  if (said === undefined) return 'it does not say that it is elsewhere';
  // What an earlier job left, and nobody can remove, is not used, whatever room there would be.
  const isRefused = notices.some(({ kind }) => kind === 'folder-refused');
  return 'fault' in said || isRefused ? undefined : 'it does not say why it is elsewhere';
}

/** A file that stands where a job looks for a folder. */
const FILES_FOR_FOLDERS: readonly Cell[] = [
  {
    subject: 'a file for a folder',
    fault: 'temporary folder',
    run: async bench => {
      const service = await bench.results();
      const file = join(bench.root, 'file');
      writeFileSync(file, '');
      await bench.trial({ job: { env: service.env }, faulty: { env: temporaryIn(file) } });
    },
  },
  ...(
    [
      ['report directory', '.stagetime'],
      ['cache', 'cached'],
    ] as const
  ).map(([fault, name]) => ({
    subject: 'a file for a folder',
    fault,
    failing: fault === 'cache',
    run: async (bench: Bench) => {
      const service = await bench.results();
      const folder = bench.checkout();
      writeFileSync(join(folder, name), '');
      await bench.trial({ job: { env: service.env }, faulty: { workspace: () => folder } });
    },
  })),
];

/** A stage does it, because it may. */
const WIPED: Readonly<Record<string, string>> = {
  'temporary folder': 'rm -rf "$RUNNER_TEMP"',
  'temporary folder, for a file': 'rm -rf "$RUNNER_TEMP"; echo x > "$RUNNER_TEMP"',
  'command files': 'rm -rf "$RUNNER_TEMP/../main"',
  'command files, for folders': 'for f in "$RUNNER_TEMP"/../main/*; do rm "$f"; mkdir "$f"; done',
  'report directory': 'rm -rf .stagetime',
  'report directory, for a file': 'rm -rf .stagetime; echo x > .stagetime',
  'logs, for a file': 'rm -rf .stagetime/logs; echo x > .stagetime/logs',
  'run.json, for a folder': 'rm -f .stagetime/run.json; mkdir -p .stagetime/run.json/x',
  'stored results, for a file': 'rm -rf .stagetime/cache; echo x > .stagetime/cache',
};

const WIPES: readonly Cell[] = Object.entries(WIPED).map(([fault, command], index) => ({
  subject: 'what a stage removes',
  fault,
  failing: index % 3 === 1,
  run: async bench => {
    const service = await bench.results();
    await bench.trial({ job: { env: service.env }, faulty: { env: { FIRST: command } } });
  },
}));

const PROGRAMS = [
  ...['bash', 'sh', 'env', 'cat', 'cp', 'cmp', 'head', 'mkdir', 'rm', 'wc'],
  ...['tar', 'zstd', 'git'],
];

const TOOLS: readonly Cell[] = [
  ['git'],
  ['tar'],
  ['zstd'],
  ['bash'],
  ['tar', 'zstd', 'git', 'bash'],
].map(missing => ({
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
    await bench.trial({ job: { env: service.env }, faulty: { env: { PATH: bin } } });
  },
}));

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

const CLOCKS: readonly Cell[] = [-3_650, -30, -1, 1, 30, 3_650].map(days => ({
  subject: 'the clock jumps',
  fault: `${days} days`,
  failing: days === -1,
  run: async bench => {
    const service = await bench.results();
    const NODE_OPTIONS = jump(days * DAY_MS);
    await bench.trial({ job: { env: service.env }, faulty: { env: { NODE_OPTIONS } } });
  },
}));

/** Whatever a machine can lack. */
export const MACHINE: readonly Cell[] = [
  ...DISKS,
  ...FILES_FOR_FOLDERS,
  ...WIPES,
  ...TOOLS,
  ...CLOCKS,
];
