/** Whoever ends a run does not wait for what others made slow: it is over in time, and its report is there. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { definition, readRunRecord, startCli, workspace, written } from './harness.ts';

const MEGABYTE = 1 << 20;
/** As long as a runner waits before it kills. */
const IN_TIME_MS = 10_000;

const filled = (start: string, unit: string, megabytes: number): string =>
  start + unit.repeat(Math.ceil((megabytes * MEGABYTE) / unit.length));

const INPUT = 'inputs: [in]';

/** What a stage does that is slow to look at afterwards; it leaves its process's number when it has made it. */
const SLOW: Readonly<Record<string, { readonly keys: string; readonly hostile?: string }>> = {
  'JUnit XML': {
    hostile: filled('<testsuite>', '<a><b></a>', 60),
    keys: 'run: cp hostile junit.xml; echo $$ > made\nevidence: {junit: junit.xml}',
  },
  'a log of LaTeX': {
    hostile: filled('This is pdfTeX, Version 3.14\n', '\n', 60),
    keys: 'run: cp hostile main.log; echo $$ > made\nevidence: {latex-log: main.log}',
  },
  'a log full of masks': {
    keys: "run: seq 1 150000 | sed 's/^/::add-mask::secret value /'; (yes 'secret value 1' || true) | head -c 60000000; echo $$ > made",
  },
  'an output of many gigabytes': {
    keys: `run: truncate -s 60G out; echo $$ > made\n${INPUT}\noutputs: [out]`,
  },
};

/** The command is over: now the engine looks at what it left. */
async function processGone(pid: string): Promise<void> {
  while (existsSync(`/proc/${pid}`)) await new Promise(resolve => setTimeout(resolve, 5));
}

describe.runIf(process.platform === 'linux')('a run that is ended while it looks at', () => {
  it.each(Object.entries(SLOW))('%s', async (_what, { keys, hostile = '' }) => {
    const cwd = workspace({ 'stagetime.yml': definition({ slow: keys }), in: 'in' });
    writeFileSync(join(cwd, 'hostile'), hostile);
    const run = startCli(['run'], { cwd });
    await processGone(await written(join(cwd, 'made'), run.ended));
    const from = performance.now();
    run.signal('SIGTERM');
    const { exitCode } = await run.ended;
    expect(performance.now() - from).toBeLessThan(IN_TIME_MS);
    expect(exitCode).toBe(130);
    expect(readRunRecord(join(cwd, '.stagetime')).status).toBe('cancelled');
    for (const file of ['summary.md', 'report.html']) {
      expect(existsSync(join(cwd, '.stagetime', file))).toBe(true);
    }
  });

  it('a tool that does not answer', async () => {
    const cwd = workspace({
      'stagetime.yml': definition({
        slow: `run: echo slow\nrequires: [slow-tool]\n${INPUT}`,
      }),
      in: 'in',
    });
    const tool = `#!/bin/sh\ntrap '' TERM; echo > ${cwd}/made; sleep 600; sleep 600\n`;
    writeFileSync(join(cwd, 'slow-tool'), tool, { mode: 0o755 });
    const run = startCli(['run'], { cwd, env: { PATH: `${cwd}:${process.env.PATH}` } });
    await written(join(cwd, 'made'), run.ended);
    const from = performance.now();
    run.signal('SIGTERM');
    expect((await run.ended).exitCode).toBe(130);
    expect(performance.now() - from).toBeLessThan(IN_TIME_MS);
    expect(readRunRecord(join(cwd, '.stagetime')).stages[0]?.status).toBe('cancelled');
  });
});
