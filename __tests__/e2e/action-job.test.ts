/** The whole job in a report of the Action: what came before, what Stagetime took, and whether all of it is told. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { partsOfJob } from '../../src/analysis/whole-job.ts';
import type { WorkflowStep } from '../services/github-state.ts';
import { JOB_ID } from '../services/runner-environment.ts';
import { readRunRecord, workspace } from './harness.ts';
import { gitHub, runFor } from './pull-request.ts';

const FILES = { 'stagetime.yml': 'stages:\n  work: { run: sleep 1 }\n' };

/** A job that began so many seconds ago, with steps of these seconds one after the other. */
function jobOf(steps: readonly (readonly [name: string, seconds: number])[]) {
  const now = Math.floor(Date.now() / 1000);
  const total = steps.reduce((sum, [, seconds]) => sum + seconds, 0);
  const at = (seconds: number) => new Date(seconds * 1000).toISOString().replace('.000', '');
  let from = now - total;
  const done = steps.map(([name, seconds]): WorkflowStep => {
    const step = { name, status: 'completed', startedAt: at(from) } as const;
    from += seconds;
    return { ...step, completedAt: at(from) };
  });
  const ours: WorkflowStep = {
    ...{ name: 'Run stagetime', status: 'in_progress', startedAt: at(from), completedAt: null },
  };
  return {
    ...{ id: Number(JOB_ID), run: 1, attempt: 1, name: 'paper', runnerName: 'runner' },
    status: 'in_progress' as const,
    createdAt: at(now - total - 30),
    startedAt: at(now - total),
    steps: [...done, ours],
  };
}

async function run(readsActions = true) {
  const api = await gitHub();
  api.state.jobs = [
    jobOf([
      ['Set up job', 2],
      ['Install TeX Live', 120],
      ['Run actions/checkout@v6', 1],
    ]),
  ];
  api.state.readsActions = readsActions;
  const folder = workspace(FILES);
  const result = await runFor(api, { workspace: folder, env: {} });
  const reportDir = result.reportDir ?? '';
  return {
    result,
    record: readRunRecord(reportDir),
    html: readFileSync(join(reportDir, 'report.html'), 'utf8'),
  };
}

describe('the whole job', () => {
  it('is told in parts that add up to it, with the step that a setup would replace', async () => {
    const { result, record, html } = await run();
    expect(result.exitCode).toBe(0);
    const parts = partsOfJob(record);
    if (parts === undefined) throw new Error('no parts');
    const { soFarMs, betweenMs, pipelineMs, ownMs, queuedMs, steps } = parts;
    const inSteps = steps.reduce((sum, { durationMs }) => sum + durationMs, 0);
    expect(inSteps + betweenMs + pipelineMs + ownMs).toBeCloseTo(soFarMs, 3);
    expect(steps.map(({ name, durationMs }) => [name, durationMs])).toEqual([
      ['Install TeX Live', 120_000],
      ['Set up job', 2_000],
      ['Run actions/checkout@v6', 1_000],
    ]);
    expect(queuedMs).toBe(30_000);
    // What is in no named part is what the seconds hide, and the start of the process.
    expect((soFarMs - betweenMs) / soFarMs).toBeGreaterThan(0.98);
    expect(record.advice).toContainEqual(
      expect.objectContaining({ kind: 'setup-step', step: 'Install TeX Live' }),
    );
    expect(html).toContain('Install TeX Live');
    expect(result.summary).toContain('Whole Job');
  });

  it('without the permission is only what the run itself took', async () => {
    const { result, record } = await run(false);
    expect(result.exitCode).toBe(0);
    expect(record.wholeJob).toBeUndefined();
    expect(record.overhead?.beforeMs).toBeGreaterThan(0);
    expect(record.notices).toEqual([]);
  });
});
