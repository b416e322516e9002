/** The workflow's job around a run: what GitHub and the clocks say of it, put together. */
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { partsOfJob } from '../../src/analysis/whole-job.ts';
import { connect } from '../../src/github/client.ts';
import { readWorkflowJob } from '../../src/github/job-steps.ts';
import { jobAround } from '../../src/run/whole-job.ts';
import { aRun } from '../builders.ts';
import { type GitHubApi, startGitHubApi, TOKENS } from '../services/github-api.ts';
import type { WorkflowJob, WorkflowStep } from '../services/github-state.ts';

const START = Date.parse('2026-11-01T10:00:00Z');
const at = (seconds: number) => new Date(START + seconds * 1000).toISOString().replace('.000', '');
const over = (name: string, from: number, to: number): WorkflowStep => ({
  name,
  status: 'completed',
  startedAt: at(from),
  completedAt: at(to),
});
const now = (name: string, from: number): WorkflowStep => ({
  name,
  status: 'in_progress',
  startedAt: at(from),
  completedAt: null,
});

/** As a job looks while its third step, ours, is under way. */
function job(overrides: Partial<WorkflowJob> = {}): WorkflowJob {
  return {
    ...{ id: 11, run: 5, attempt: 2, name: 'paper', status: 'in_progress', runnerName: 'runner 3' },
    createdAt: at(-40),
    startedAt: at(0),
    steps: [
      over('Set up job', 0, 2),
      over('Run sudo apt-get install', 2, 127),
      over('Run actions/checkout@v5', 127, 127),
      now('Run stagetime', 127),
      { name: 'Post', status: 'queued', startedAt: null, completedAt: null },
    ],
    ...overrides,
  };
}

async function api(jobs: readonly WorkflowJob[]): Promise<GitHubApi> {
  const started = await startGitHubApi();
  onTestFinished(() => started.close());
  started.state.jobs = [...jobs];
  return started;
}

async function read(github: GitHubApi, query: { jobId?: string; runnerName?: string }) {
  const { origin } = github;
  const client = await connect({
    token: TOKENS.actions,
    repository: 'octo/paper',
    baseUrl: origin,
  });
  if (!client.ok) throw new Error('no client');
  return readWorkflowJob(client.value, { runId: 5, attempt: 2, ...query });
}

describe('the job of a run', () => {
  it('is the one with its id, or the only one under way on its runner, in the attempt asked for', async () => {
    const others = Array.from({ length: 120 }, (_, i) =>
      job({ id: 100 + i, name: `leg ${i}`, runnerName: `runner ${100 + i}` }),
    );
    const earlier = job({ id: 10, attempt: 1, startedAt: at(-9000) });
    const github = await api([earlier, ...others, job()]);
    const expected = { ok: true, value: { createdAtMs: START - 40_000, startedAtMs: START } };
    expect(await read(github, { jobId: '11' })).toMatchObject(expected);
    expect(await read(github, { runnerName: 'runner 3' })).toMatchObject(expected);
    expect(await read(github, { runnerName: 'nobody' })).toEqual({ ok: true, value: undefined });
  });

  it('without the permission is a failure as a value', async () => {
    const github = await api([job()]);
    github.state.readsActions = false;
    expect(await read(github, { jobId: '11' })).toMatchObject({
      ok: false,
      failure: { status: 403 },
    });
  });

  it('has the steps before ours, with their times from its start', async () => {
    const github = await api([job()]);
    const found = await read(github, { jobId: '11' });
    if (!found.ok || found.value === undefined) throw new Error(JSON.stringify(found));
    const engineStartedMs = START + 127_600;
    const around = jobAround(found.value, { engineStartedMs, stagesStartedMs: START + 129_000 });
    expect(around).toEqual({
      queuedMs: 40_000,
      beforeMs: 129_000,
      steps: [
        { name: 'Set up job', startMs: 0, durationMs: 2_000 },
        { name: 'Run sudo apt-get install', startMs: 2_000, durationMs: 125_000 },
      ],
    });
    // Steps that were over only after we began ran beside us.
    const early = { engineStartedMs: START + 60_000, stagesStartedMs: START + 61_000 };
    expect(jobAround(found.value, early)?.steps).toHaveLength(1);
  });

  it('of a clock that is behind says nothing', () => {
    const ahead = { startedAtMs: START };
    const at = { engineStartedMs: START - 5_000, stagesStartedMs: START - 4_000 };
    expect(jobAround(ahead, at)).toBeUndefined();
  });

  it('is the sum of its parts, whatever the seconds hide', () => {
    const ms = fc.integer({ min: 0, max: 3_600_000 });
    fc.assert(
      fc.property(
        fc.array(fc.record({ gap: fc.integer({ min: 0, max: 900 }), took: ms }), { maxLength: 30 }),
        fc.record({ total: ms, before: ms, after: ms, confirmation: ms }),
        (written, own) => {
          let from = 0;
          // As GitHub tells them: cut to the second.
          const whole = (time: number) => Math.floor(time / 1000) * 1000;
          const steps = written.flatMap(({ gap, took }) => {
            const start = from + gap;
            from = start + took;
            const durationMs = whole(from) - whole(start);
            return durationMs > 0 ? [{ name: 'x', startMs: whole(start), durationMs }] : [];
          });
          const parts = partsOfJob({
            ...aRun({ totalMs: own.total }),
            confirmationMs: own.confirmation,
            wholeJob: { beforeMs: from + own.before, steps },
            overhead: { beforeMs: own.before, afterMs: own.after },
          });
          if (parts === undefined) throw new Error('no parts');
          const inSteps = parts.steps.reduce((sum, { durationMs }) => sum + durationMs, 0);
          const { betweenMs, pipelineMs, confirmationMs, ownMs, soFarMs } = parts;
          expect(inSteps + betweenMs + pipelineMs + confirmationMs + ownMs).toBe(soFarMs);
          const really = from + own.before + own.total + own.confirmation + own.after;
          expect(Math.abs(soFarMs - really)).toBeLessThanOrEqual(1_000);
        },
      ),
    );
  });
});
