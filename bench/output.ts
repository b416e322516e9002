/** What it costs the engine when a stage prints 200 MB: memory, and time against a bare command. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { RunRecord } from '../src/record/run-record.ts';
import { median, tell } from './support/claims.ts';
import {
  createWorkspace,
  definitionOf,
  type EngineOptions,
  runAsAction,
  runInTerminal,
} from './support/engine.ts';

const OUTPUT_BYTES = 200_000_000;
const ROUNDS = 5;
const MODES = ['terminal', '--json', 'runner'] as const;

type Mode = (typeof MODES)[number];

using workspace = createWorkspace();
// `yes` ends by a signal when `head` has enough, which `pipefail` would call a failure.
const command = `yes 'a line as a compiler or a test might print it' | head -c ${OUTPUT_BYTES} || true`;
const loud = workspace.write('loud.yml', definitionOf([{ id: 'loud', run: command }]));
const quiet = workspace.write('quiet.yml', definitionOf([{ id: 'quiet', run: 'sleep 0.3' }]));

const bareMs: number[] = [];
const found = new Map<Mode, { addedMegabytes: number[]; totalMs: number[] }>(
  MODES.map(mode => [mode, { addedMegabytes: [], totalMs: [] }]),
);
for (let round = 0; round < ROUNDS; round += 1) {
  bareMs.push(msOfBareCommand());
  for (const [mode, { addedMegabytes, totalMs }] of found) {
    const silent = await measure(mode, quiet);
    const printing = await measure(mode, loud);
    addedMegabytes.push((printing.peakRssBytes - silent.peakRssBytes) / 1e6);
    totalMs.push(printing.totalMs);
  }
}

const bare = median(bareMs);
tell(`A stage that prints ${OUTPUT_BYTES / 1e6} MB, median of ${ROUNDS} runs`, [
  { what: 'the bare command into a file', measured: bare, unit: 'ms' },
  ...[...found].flatMap(([mode, { addedMegabytes, totalMs }]) => [
    {
      what: `${mode}: memory added`,
      measured: median(addedMegabytes),
      unit: 'MB',
      atMost: 100,
    } as const,
    {
      what: `${mode}: time of the run over the bare command`,
      measured: median(totalMs) / bare,
      unit: 'x',
    } as const,
  ]),
]);

async function measure(
  mode: Mode,
  file: string,
): Promise<{ peakRssBytes: number; totalMs: number }> {
  const measures = join(workspace.folder, 'measures.json');
  const options: EngineOptions = {
    workspace,
    nodeArguments: ['--import', resolve('bench/support/measure-exit.mjs')],
    environment: { BENCH_MEASURES: measures, ...(mode === 'terminal' && { BENCH_TERMINAL: '1' }) },
  };
  const { totalMs } = await runIn(mode, file, options);
  const { peakRssBytes } = JSON.parse(readFileSync(measures, 'utf8')) as { peakRssBytes: number };
  return { peakRssBytes, totalMs };
}

function runIn(mode: Mode, file: string, options: EngineOptions): Promise<RunRecord> {
  switch (mode) {
    case 'terminal':
      return runInTerminal(file, options);
    case '--json':
      return runInTerminal(file, { ...options, arguments: ['--json'] });
    case 'runner':
      return runAsAction(file, options);
  }
}

function msOfBareCommand(): number {
  const before = performance.now();
  execFileSync('bash', ['-c', `{ ${command}; } > '${join(workspace.folder, 'bare.log')}'`]);
  return performance.now() - before;
}
