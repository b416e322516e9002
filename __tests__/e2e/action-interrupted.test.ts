import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { unzip } from '../github/zips.ts';
import { startResultsService } from '../services/results-service.ts';
import { processesWith } from '../support/processes.ts';
import { requireTool } from '../support/tools.ts';
import {
  definition,
  endsWithin5s,
  readRunRecord,
  startInRunner,
  statuses,
  workspace,
  written,
} from './harness.ts';

/** A stage that passes, then one that ignores every polite signal, with daemons that do so too. */
const STUBBORN = definition({
  quick: 'name: Quick Stage\nrun: echo quick "$API_KEY"',
  daemon: `run: (trap '' TERM INT HUP; setsid -f sh -c 'trap "" TERM INT HUP; sleep 600; sleep 600')`,
  stubborn: `run: |\n  trap '' TERM INT HUP; (setsid -f sh -c 'trap "" TERM INT HUP; sleep 600; sleep 600'); echo $$ > pid\n  sleep 600 & wait; sleep 600\nneeds: [quick, daemon]`,
  later: 'run: echo never\nneeds: [stubborn]',
});

const node24 = requireTool('node24');
const NODES = [
  { version: 'this Node', node: process.execPath },
  ...(node24.available ? [{ version: 'Node 24', node: node24.path }] : []),
];

describe.runIf(process.platform === 'linux').each(NODES)('an Action on $version', ({ node }) => {
  it('that is cancelled ends within 5 s with its report and no process left', async () => {
    const folder = workspace({ 'stagetime.yml': STUBBORN });
    const action = startInRunner({ workspace: folder, node, env: { MARK: folder } });
    await written(join(folder, 'pid'), action.main.ended);
    const cancelled = action.main.cancel();
    expect(await endsWithin5s(cancelled)).toBe(true);
    const end = await cancelled;
    expect({ exitCode: end.exitCode, signal: end.signal }).toEqual({ exitCode: 1, signal: null });
    expect(processesWith(`MARK=${folder}`)).toEqual([]);
    const record = readRunRecord(join(folder, '.stagetime'));
    expect(record.status).toBe('cancelled');
    expect(statuses(record)).toEqual({
      quick: 'passed',
      daemon: 'passed',
      stubborn: 'cancelled',
      later: 'cancelled',
    });
    const result = await action.finish();
    expect(result.outputs.status).toBe('cancelled');
    expect(result.summary).toContain('Quick Stage');
    expect(result.post).toMatchObject({ exitCode: 0, stdout: '', summary: '' });
  });

  it('that is killed leaves a valid report, which post publishes and uploads', async () => {
    const results = await startResultsService();
    onTestFinished(() => results.close());
    const folder = workspace({ 'stagetime.yml': STUBBORN });
    const inputs = { 'upload-logs': 'true' };
    const env = { ...results.env, API_KEY: 'very-secret' };
    const action = startInRunner({ workspace: folder, node, env, inputs });
    await written(join(folder, 'pid'), action.main.ended);
    // The report is flushed beside the stages; until then there is nothing that post could publish.
    const summaryFile = join(folder, '.stagetime/summary.md');
    await action.main.printed(/quick passed|Quick Stage passed/);
    // As its row has it, in which a browser breaks no name.
    await flushed(summaryFile, 'Quick&nbsp;Stage');
    expect((await action.main.kill()).signal).toBe('SIGKILL');
    const record = readRunRecord(join(folder, '.stagetime'));
    expect(statuses(record)).toMatchObject({ quick: 'passed', later: 'pending' });
    const { post, summary } = await action.finish();
    expect(summary).toBe('');
    expect(post.exitCode).toBe(0);
    expect(post.summary.trimEnd()).toBe(readFileSync(summaryFile, 'utf8').trimEnd());
    expect(post.annotations).toEqual([]);
    expect(results.artifacts).toHaveLength(1);
    const files = await unzip(results.artifacts[0]?.content ?? Buffer.alloc(0));
    expect(files['logs/quick.log']).toBe('quick ***\n');
    // Nobody cleaned the log of the stage that was running.
    expect(Object.keys(files)).not.toContain('logs/stubborn.log');
  });

  it('that is killed leaves post nothing to publish where a later step has put its own report', async () => {
    const folder = workspace({ 'stagetime.yml': STUBBORN });
    const action = startInRunner({ workspace: folder, node });
    await written(join(folder, 'pid'), action.main.ended);
    await flushed(join(folder, '.stagetime/summary.md'), 'Quick&nbsp;Stage');
    await action.main.kill();
    writeFileSync(join(folder, 'stagetime.yml'), definition({ other: 'run: echo other' }));
    const later = await startInRunner({ workspace: folder, node }).finish();
    expect(later.summary).toContain('other');
    const { post } = await action.finish();
    expect(post).toMatchObject({ exitCode: 0, summary: '' });
    expect(post.annotations).toHaveLength(1);
  });

  it('that is killed before it wrote anything leaves post nothing to do', async () => {
    const action = startInRunner({ workspace: workspace(), node });
    await action.main.kill();
    const { post } = await action.finish();
    expect(post).toMatchObject({ exitCode: 0, stdout: '', stderr: '', summary: '' });
  });
});

/** Waits until a report that names the stage as done is in the file. */
async function flushed(file: string, stage: string): Promise<void> {
  const isThere = (): boolean => {
    try {
      return new RegExp(`${stage}.*passed`).test(readFileSync(file, 'utf8'));
    } catch {
      return false;
    }
  };
  while (!isThere()) await new Promise(resolve => setTimeout(resolve, 10));
}
