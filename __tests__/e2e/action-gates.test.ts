import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commit, git } from '../execution/confirmation/support.ts';
import type { PullRequest } from '../services/github-state.ts';
import { pushEvent } from '../services/runner-environment.ts';
import { definition, runCli, workspace } from './harness.ts';
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
        /^Regressed: PDF Rendering 0\.10s → \d\.\d\ds.* \(\+[\d]+ %.*\) \(fail-on: regression\)\.$/,
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

  it.each([
    ['merge_group', { merge_group: { base_sha: 'f'.repeat(40) } }],
    ['push', { before: '0'.repeat(40) }],
    ['pull_request_target', { pull_request: { number: 7 } }],
    ['schedule', {}],
    ['workflow_dispatch', {}],
  ])('confirms what it waits for on %s too', async (name, payload) => {
    const folder = await withHistory(FILES, PAST);
    git(folder, 'init', '--quiet');
    commit(folder, { ...SLOW, '.gitignore': '.stagetime/\nhistory.json\n' });
    const inputs = { 'fail-on': 'regression', confirm: '' };
    const event = pushEvent({ name, payload: { ...pushEvent().payload, ...payload } });
    const result = await runFor(await gitHub(), { workspace: folder, inputs, event });
    expect(result.exitCode).toBe(1);
    expect(result.errors).toEqual([expect.stringMatching(/^Regressed: PDF Rendering/)]);
  });

  it('runs nothing again on a push that asks for none', async () => {
    const folder = await withHistory(FILES, PAST);
    git(folder, 'init', '--quiet');
    commit(folder, { ...SLOW, '.gitignore': '.stagetime/\nhistory.json\n' });
    const inputs = { 'fail-on': 'budget', confirm: '' };
    const event = pushEvent();
    const result = await runFor(await gitHub(), { workspace: folder, inputs, event });
    expect(result).toMatchObject({ exitCode: 0, notices: [] });
    expect(result.outputs.verdict).toBe('suspected');
  });

  it('holds for a suspicion', async () => {
    const api = await gitHub();
    const folder = await withHistory(FILES, PAST);
    const inputs = { 'fail-on': 'regression', confirm: 'off' };
    const result = await runFor(api, { workspace: folder, inputs, files: SLOW });
    expect(result).toMatchObject({ exitCode: 0, errors: [], warnings: [] });
    // And says that it cannot do otherwise.
    expect(result.notices).toEqual([expect.stringContaining('cannot trip on a regression')]);
    expect(result.summary).toContain('cannot trip on a regression');
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

describe('the gate for regressions in the terminal', () => {
  const slowCommit = async (): Promise<string> => {
    const folder = await withHistory(FILES, PAST);
    git(folder, 'init', '--quiet');
    commit(folder, { ...SLOW, '.gitignore': '.stagetime/\nhistory.json\n' });
    return folder;
  };
  const RUN = ['run', '--baseline', 'history.json'];

  it('trips with exit code 3, whether the argument or the definition asks for it', async () => {
    const cwd = await slowCommit();
    const asked = await runCli([...RUN, '--fail-on', 'regression'], { cwd });
    expect(asked.exitCode).toBe(3);
    expect(asked.stderr).toMatch(/^Regressed: PDF Rendering/);
    // As a part of the same commit: against that one nothing got slower.
    writeFileSync(join(cwd, 'stagetime.yml'), `fail-on: regression\n${FILES['stagetime.yml']}`);
    git(cwd, 'commit', '--quiet', '--all', '--amend', '--no-edit');
    expect((await runCli(RUN, { cwd })).exitCode).toBe(3);
  });

  it('says why it cannot: not confirmed, not the commit, no baseline', async () => {
    const cwd = await slowCommit();
    const off = await runCli([...RUN, '--fail-on', 'regression', '--confirm', 'off'], { cwd });
    expect(off.exitCode).toBe(0);
    expect(off.stdout).toContain('cannot trip on a regression: suspicions are not confirmed');
    writeFileSync(join(cwd, 'seconds'), '1.3');
    const dirty = await runCli([...RUN, '--fail-on', 'any'], { cwd });
    expect(dirty.exitCode).toBe(0);
    expect(dirty.stdout).toContain('what ran is not the commit: seconds was changed');
    expect(dirty.stdout).toContain('did not trip, although PDF Rendering may have got slower');
    const first = await runCli(['run', '--fail-on', 'any', '--report-dir', 'new'], { cwd });
    expect(first.stdout).toContain('there is no baseline to judge this run by');
  });

  it('is not needed for a confirmation', async () => {
    const cwd = await slowCommit();
    const { exitCode, stdout } = await runCli([...RUN, '--confirm', 'rerun'], { cwd });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('regressed');
    expect((await runCli(RUN, { cwd })).stdout).not.toContain('regressed');
  });
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
      expect(result.errors[0]).toMatch(/^Over budget: Project Tests took \d\.\d\ds of 1s/);
    }
    expect(result.outputs.status).toBe('passed');
  });
});
