/** The process of one run: `node engine-process.mjs RUN.json`. */
import { readFileSync } from 'node:fs';
import { type EngineRun, runEngine } from './engine.ts';

const [, , file = ''] = process.argv;
await runEngine(JSON.parse(readFileSync(file, 'utf8')) as EngineRun);
