/** The process of one run: `node engine-process.mjs RUN.json`; leaves how it went beside the marks. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type EngineRun, OUTCOME_FILE, runEngine } from './engine.ts';

const [, , file = ''] = process.argv;
const run = JSON.parse(readFileSync(file, 'utf8')) as EngineRun;
const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());
const outcome = await runEngine(run, stop.signal);
writeFileSync(join(run.marks, OUTCOME_FILE), JSON.stringify(outcome));
// As the terminal does: what is still under way ends with the process.
process.exit(0);
