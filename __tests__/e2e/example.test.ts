import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { barePath, copyExample } from '../support/example.ts';
import { requireTool } from '../support/tools.ts';
import { readRunRecord, runCli, statuses, workspace } from './harness.ts';

describe.skipIf(!requireTool('python3').available)('examples/manuscript', () => {
  it('passes check, and its plan runs nothing', async () => {
    const cwd = workspace();
    copyExample(cwd);
    expect(await runCli(['check'], { cwd })).toMatchObject({ exitCode: 0, stderr: '' });
    expect((await runCli(['plan'], { cwd })).exitCode).toBe(0);
    expect(existsSync(join(cwd, 'output'))).toBe(false);
  });

  it('runs where there is only Node and Python: what lacks a tool is skipped with the way to get it', async () => {
    const cwd = workspace();
    copyExample(cwd);
    const PATH = barePath(workspace());
    const { exitCode, stdout } = await runCli(['run'], { cwd, env: { PATH } });
    expect(exitCode).toBe(0);
    const record = readRunRecord(join(cwd, '.stagetime'));
    expect(record.status).toBe('passed');
    const passed = record.stages.filter(({ status }) => status === 'passed');
    expect(passed.length).toBeGreaterThanOrEqual(3);
    expect(statuses(record)).toMatchObject({
      setup: 'passed',
      render: 'skipped',
      validate: 'skipped',
    });
    const reasonOf = (id: string) => record.stages.find(stage => stage.id === id)?.reason;
    expect(reasonOf('render')).toMatchObject({ kind: 'missing-tool', package: 'latexmk' });
    expect(reasonOf('validate')).toEqual({ kind: 'needs', stage: 'render' });
    expect(reasonOf('project-tests')).toMatchObject({ as: 'python-module', package: 'pytest' });
    expect(stdout).toContain('apt-get install latexmk');
    expect(stdout).toContain(`Report: ${join(cwd, '.stagetime/report.html')}`);
  });
});
