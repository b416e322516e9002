/** The libraries the bundle is built from do their work in it: seen from what it leaves, not from how it is written. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runAction } from '../services/runner.ts';
import { definition, readRunRecord, runCli, workspace } from './harness.ts';

/** What a stage sees of how it was started. */
const LOOK = `run: |
  echo stdin $(readlink /proc/self/fd/0)
  echo stdout $(readlink /proc/$$/fd/1)
  echo stderr $(readlink /proc/$$/fd/2)
  echo ids $(cut -d ' ' -f 4-6 /proc/$$/stat) $$`;

describe.runIf(process.platform === 'linux')('a stage', () => {
  const stages = definition({ one: LOOK, two: LOOK });
  const seen = (folder: string, id: string): Record<string, string> =>
    Object.fromEntries(
      readFileSync(join(folder, `.stagetime/logs/${id}.log`), 'utf8')
        .trim()
        .split('\n')
        .map(line => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]),
    );

  it('writes straight into its log, without a pipe through the engine', async () => {
    const cwd = workspace({ 'stagetime.yml': stages });
    await runCli(['run'], { cwd });
    for (const id of ['one', 'two']) {
      const log = join(cwd, `.stagetime/logs/${id}.log`);
      expect(seen(cwd, id)).toMatchObject({ stdin: '/dev/null', stdout: log, stderr: log });
    }
  });

  it('inherits no open file of the engine but those', async () => {
    const list = 'for file in /proc/$$/fd/*; do basename $file; done';
    const cwd = workspace({ 'stagetime.yml': definition({ files: `run: ${list}` }) });
    await runCli(['run'], { cwd });
    const log = readFileSync(join(cwd, '.stagetime/logs/files.log'), 'utf8');
    // Whoever started the tests may have left files open for everything that they start.
    expect(log).toBe(spawnSync('bash', ['-c', list], { stdio: 'pipe', encoding: 'utf8' }).stdout);
  });

  it('runs in a session and process group of its own', async () => {
    const cwd = workspace({ 'stagetime.yml': stages });
    await runCli(['run'], { cwd });
    const [one = [], two = []] = ['one', 'two'].map(id => (seen(cwd, id).ids ?? '').split(' '));
    for (const [parent, group, session] of [one, two]) {
      expect(group).toBe(parent); // the leader is the wrapper that measures the command
      expect(session).toBe(group);
    }
    expect(one[1]).not.toBe(two[1]);
  });
});

describe('what the Action leaves', () => {
  it('has the tables of markdown-table, unpadded, their cells escaped first', async () => {
    const folder = workspace({
      'stagetime.yml': definition({
        'long-id-of-a-stage': 'name: "a | b <b>c</b> `d`"\nrun: echo fine',
        b: 'run: echo fine',
      }),
    });
    const { summary, reportDir = '' } = await runAction({ workspace: folder });
    const comment = readFileSync(join(reportDir, 'comment.md'), 'utf8');
    for (const markdown of [summary, comment]) {
      const rows = markdown.split('\n').filter(line => line.startsWith('|'));
      expect(rows.length).toBeGreaterThan(3);
      expect(rows.filter(row => /^\|(?::?-+:?\|)+$/.test(row)).length).toBeGreaterThan(0);
      const texts = rows.map(row => row.replaceAll('&nbsp;', ' '));
      expect(texts.some(text => text.includes('a &#124; b &#60;b&#62;'))).toBe(true);
      // A pipe parts cells, and no cell is filled up with spaces.
      for (const row of rows) expect(row).not.toMatch(/ \||\| /);
      expect(markdown).not.toContain('<b>c</b>');
    }
  });

  it('reaches the runner by the file commands of @actions/core', async () => {
    const folder = workspace({ 'stagetime.yml': definition({ a: 'run: echo fine' }) });
    const action = await runAction({ workspace: folder });
    expect(action.state['report-dir']).toBe(join(folder, '.stagetime'));
    expect(action.state.finished).toBe('true');
    // No file command, no fallback to the commands that the runner has switched off.
    expect(action.stdout).not.toMatch(/::(set-output|save-state|set-env)/);
  });
});

describe('a report without any stage output in it', () => {
  it('holds 10 kB names and 200 stages, and stays small', async () => {
    const stages = Array.from({ length: 200 }, (_, i) => {
      const name =
        i === 0
          ? `${'<img src=x onerror=alert(1)>|`*_[a](b)'.repeat(300).slice(0, 10_000)}`
          : `Stage ${i}`;
      return [`s${i}`, `name: ${JSON.stringify(name)}\nrun: ":"`] as const;
    });
    const cwd = workspace({ 'stagetime.yml': definition(Object.fromEntries(stages)) });
    const { exitCode, stdout } = await runCli(['run', '--concurrency', '8'], { cwd });
    expect(exitCode).toBe(0);
    const record = readRunRecord(join(cwd, '.stagetime'));
    expect(record.stages.filter(({ status }) => status === 'passed')).toHaveLength(200);
    expect(stdout).not.toContain('<img src=x onerror=alert(1)>|`*_[a](b)'.repeat(10));
    const summary = readFileSync(join(cwd, '.stagetime/summary.md'), 'utf8');
    expect(Buffer.byteLength(summary)).toBeLessThan(1_000_000);
    expect(summary).not.toContain('<img src=x');
    const comment = readFileSync(join(cwd, '.stagetime/comment.md'), 'utf8');
    expect(comment.length).toBeLessThan(65_536);
    expect(comment).not.toContain('<img src=x');
    expect(readFileSync(join(cwd, '.stagetime/report.html'), 'utf8')).not.toContain('<img src=x');
  });
});
