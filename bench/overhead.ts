/** What the engine adds to a stage that does nothing, over starting the same shell without it. */
import { spawn } from 'node:child_process';
import { median, tell } from './support/claims.ts';
import { type BenchStage, createWorkspace, definitionOf, runInTerminal } from './support/engine.ts';

const STAGES = 50;
const ROUNDS = 7;

const trivial = (i: number, needs: readonly string[]): BenchStage => ({
  id: `s${i}`,
  run: 'true',
  needs,
});

using workspace = createWorkspace();
const chain = workspace.write(
  'chain.yml',
  definitionOf(Array.from({ length: STAGES }, (_, i) => trivial(i, i === 0 ? [] : [`s${i - 1}`]))),
);
const independent = workspace.write(
  'independent.yml',
  definitionOf(Array.from({ length: STAGES }, (_, i) => trivial(i, []))),
);

const bare: number[] = [];
const inChain: number[] = [];
const alone: number[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  bare.push(await spawnMs());
  inChain.push(await stageMs(chain));
  alone.push(await stageMs(independent));
}
const spawned = median(bare);
tell(`A stage that does nothing, mean of ${STAGES}, median of ${ROUNDS} runs`, [
  { what: 'a bare spawn', measured: spawned, unit: 'ms' },
  { what: 'added in a chain', measured: median(inChain) - spawned, unit: 'ms', atMost: 15 },
  { what: 'added without needs', measured: median(alone) - spawned, unit: 'ms', atMost: 15 },
]);

async function stageMs(file: string): Promise<number> {
  const { totalMs } = await runInTerminal(file, { workspace, arguments: ['--concurrency', '1'] });
  return totalMs / STAGES;
}

async function spawnMs(): Promise<number> {
  const before = performance.now();
  for (let i = 0; i < STAGES; i += 1) {
    const args = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', 'true'];
    const child = spawn('bash', args, { stdio: 'ignore' });
    await new Promise((done, failed) => child.on('exit', done).on('error', failed));
  }
  return (performance.now() - before) / STAGES;
}
