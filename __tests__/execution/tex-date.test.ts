import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stage } from '../pipeline/stages.ts';
import { requireTool } from '../support/tools.ts';
import { runStages } from './support.ts';

/** 14 November 2023. */
const sourceDateEpoch = '1700000000';
const SOURCE = String.raw`\documentclass{article}\begin{document}\typeout{DATE:\today:}\end{document}`;

async function dateBy(engine: string, env: Readonly<Record<string, string>> = {}) {
  const run = `printf '%s' '${SOURCE}' > a.tex; ${engine} -interaction=nonstopmode a.tex`;
  const environment = { PATH: process.env.PATH, HOME: process.env.HOME };
  const ran = await runStages([stage('tex', { run, env })], { environment, sourceDateEpoch });
  expect(ran.record('tex').status).toBe('passed');
  const log = readFileSync(join(ran.root, '.stagetime/logs/tex.log'), 'utf8');
  return /DATE:(.*):/.exec(log)?.[1];
}

describe.each(['pdflatex', 'xelatex', 'lualatex'])('\\today of %s', engine => {
  it.skipIf(!requireTool(engine).available)("is the commit's", { timeout: 120_000 }, async () => {
    expect(await dateBy(engine)).toBe('November 14, 2023');
  });
});

describe.skipIf(!requireTool('pdflatex').available)('a stage', () => {
  it('may have another date, or that of the clock', { timeout: 120_000 }, async () => {
    expect(await dateBy('pdflatex', { SOURCE_DATE_EPOCH: '0' })).toBe('January 1, 1970');
    expect(await dateBy('pdflatex', { FORCE_SOURCE_DATE: '0' })).not.toBe('November 14, 2023');
  });
});
