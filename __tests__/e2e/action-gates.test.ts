import { describe, expect, it } from 'vitest';
import { commit, git } from '../execution/confirmation/support.ts';
import type { PullRequest } from '../services/github-state.ts';
import { definition, workspace } from './harness.ts';
import { gitHub, type Past, runFor, withHistory } from './pull-request.ts';

const RENDER = 'name: PDF Rendering\nrun: sleep "$(cat seconds)"';

const PAST: Past = { render: 100 };
const FILES = { 'stagetime.yml': definition({ render: RENDER }), seconds: '0' };
const SLOW = { seconds: '1.2' };

describe('the gate for regressions', () => {
  it('fails the job with its sentence, and points at the stage in the definition', async () => {
    const api = await gitHub();
    const folder = await withHistory(FILES, PAST);
    git(folder, 'init', '--quiet');
    commit(folder, { ...SLOW, '.gitignore': '.stagetime/\nhistory.json\n' });
    // As on every pull request, suspicions are confirmed unless somebody says otherwise.
    const inputs = { 'fail-on': 'regression', confirm: '' };
    const result = await runFor(api, { workspace: folder, inputs });
    expect(result.exitCode).toBe(1);
    expect(result.errors).toEqual([
      expect.stringMatching(
        /^Regressed: PDF Rendering 0\.10s → 1\.\ds \(\+[\d]+ %.*\) \(fail-on: regression\)\.$/,
      ),
    ]);
    expect(result.annotations.filter(({ level }) => level === 'warning')).toMatchObject([
      { properties: { title: 'PDF Rendering regressed', file: 'stagetime.yml', line: '2' } },
    ]);
    expect(result.outputs).toMatchObject({ status: 'passed', verdict: 'regressed' });
    expect(JSON.parse(result.outputs.regressions ?? '')).toMatchObject([
      {
        id: 'render',
        durationMs: expect.any(Number),
        baselineMs: expect.any(Number),
        changePercent: expect.any(Number),
        interval: [expect.any(Number), expect.any(Number)],
      },
    ]);
    expect(api.state.checkRuns).toMatchObject([{ conclusion: 'failure' }]);
    expect(api.state.comments[0]?.body).toContain('PDF Rendering regressed');
  });

  it('holds for a suspicion', async () => {
    const api = await gitHub();
    const folder = await withHistory(FILES, PAST);
    const inputs = { 'fail-on': 'regression', confirm: 'off' };
    const result = await runFor(api, { workspace: folder, inputs, files: SLOW });
    expect(result).toMatchObject({ exitCode: 0, annotations: [] });
    expect(result.outputs.verdict).toBe('suspected');
    expect(api.state.comments).toHaveLength(1);
  });

  it.each([
    ['a label', {}, { labels: ['stagetime: accept-slowdown'] }],
    ['the definition', { acknowledge: true }, {}],
  ] satisfies [string, { acknowledge?: true }, Partial<PullRequest>][])(
    'holds for a confirmed slowdown that %s accepts',
    async (_, { acknowledge }: { acknowledge?: true }, pull: Partial<PullRequest>) => {
      const api = await gitHub();
      api.state.pullRequests = [];
      api.state.addPullRequest(pull);
      const keys = acknowledge
        ? `${RENDER}\nacknowledge: { until: 2999-01-01, reason: more samples }`
        : RENDER;
      const files = { ...FILES, 'stagetime.yml': definition({ render: keys }) };
      const folder = await withHistory(files, PAST);
      git(folder, 'init', '--quiet');
      commit(folder, { ...SLOW, '.gitignore': '.stagetime/\nhistory.json\n' });
      const inputs = { 'fail-on': 'regression', confirm: 'rerun' };
      const result = await runFor(api, { workspace: folder, inputs });
      expect(result).toMatchObject({ exitCode: 0, annotations: [] });
      expect(result.outputs.verdict).toBe('unchanged');
      expect(result.summary).toContain('accepted');
      expect(api.state.comments).toEqual([]);
    },
  );
});

describe('the gate for budgets', () => {
  it.each([
    ['input', 'fail-on: never\n', { 'fail-on': 'budget' }, 1],
    ['definition', 'fail-on: any\n', {}, 1],
    ['input that opens it', 'fail-on: any\n', { 'fail-on': 'never' }, 0],
  ])('goes by the %s', async (_, text, inputs, exitCode) => {
    const api = await gitHub();
    const stage = definition({ tests: 'name: Project Tests\nrun: sleep 1.2\nbudget: 1s' });
    const folder = workspace({ 'stagetime.yml': `${text}${stage}` });
    const result = await runFor(api, { workspace: folder, inputs });
    expect(result.exitCode).toBe(exitCode);
    expect(result.errors).toHaveLength(exitCode);
    if (exitCode === 1) {
      expect(result.errors[0]).toMatch(/^Over budget: Project Tests took 1\.\ds of 1\.0s/);
    }
    expect(result.outputs.status).toBe('passed');
  });
});
