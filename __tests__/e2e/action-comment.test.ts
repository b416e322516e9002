import { describe, expect, it } from 'vitest';
import type { Fault } from '../services/faults.ts';
import { SECONDARY_LIMIT, TOKENS } from '../services/github-api.ts';
import { pullRequestEvent } from '../services/runner-environment.ts';
import { definition, startInRunner, workspace } from './harness.ts';
import { gitHub, type Past, runFor, withHistory } from './pull-request.ts';

/** A stage that takes as long as `seconds` says, beside others that never change. */
const FILES = {
  'stagetime.yml': definition({
    render: 'name: PDF Rendering\nrun: sleep "$(cat seconds)"',
    tests: 'run: sleep 0.2',
    figures: 'run: sleep 0.2',
  }),
};
const PAST: Past = { render: 100, tests: 210, figures: 210 };

describe('the comment of a run', () => {
  it('says first what got slower, and its address is an output', async () => {
    const api = await gitHub();
    const folder = await withHistory({ ...FILES, seconds: '0' }, PAST);
    const result = await runFor(api, { workspace: folder, files: { seconds: '1.5' } });
    expect(result.exitCode).toBe(0);
    expect(result.annotations).toEqual([]);
    const [comment, ...more] = api.state.comments;
    expect(more).toEqual([]);
    expect(comment).toMatchObject({ issue: 7, author: { login: 'github-actions[bot]' } });
    const [marker, first] = comment?.body.split('\n') ?? [];
    expect(marker).toMatch(/^<!-- stagetime .* -->$/);
    expect(first).toMatch(/PDF Rendering is suspected to be slower: 0\.10s → \d\.\d\ds/);
    expect(result.outputs).toMatchObject({
      verdict: 'suspected',
      regressions: '[]',
      'comment-url': expect.stringContaining(`#issuecomment-${comment?.id}`),
      'baseline-age-days': '1',
    });
    expect(api.state.checkRuns).toMatchObject([
      { name: 'Stagetime: pipeline', conclusion: 'neutral', head_sha: pullRequestEvent().sha },
    ]);
  });

  it('stands beside those of the other pipelines of the repository', async () => {
    const api = await gitHub();
    const stages = definition({ one: 'run: echo fine' });
    const folder = workspace({
      'a.yml': `name: paper\n${stages}`,
      'b.yml': `name: poster\n${stages}`,
    });
    for (const [run, file] of ['a.yml', 'b.yml', 'a.yml'].entries()) {
      const inputs = { comment: 'always', definition: file };
      await runFor(api, { workspace: folder, inputs, run: run + 1 });
    }
    expect(api.state.comments).toHaveLength(2);
    expect(new Set(api.state.checkRuns.map(({ name }) => name))).toEqual(
      new Set(['Stagetime: paper', 'Stagetime: poster']),
    );
  });

  it('is edited in place by later runs, and left alone when nothing changed', async () => {
    const api = await gitHub();
    const folder = await withHistory({ ...FILES, seconds: '0' }, PAST);
    const inputs = { comment: 'on-change' };
    await runFor(api, { workspace: folder, inputs, run: 1, files: { seconds: '1.5' } });
    const [first] = api.state.comments;
    await runFor(api, { workspace: folder, inputs, run: 2, files: { seconds: '1.6' } });
    expect(api.writes()).toEqual(['issues/create-comment', 'checks/create', 'checks/create']);
    await runFor(api, { workspace: folder, inputs, run: 3, files: { seconds: '0' } });
    expect(api.writes().slice(3)).toEqual(['issues/update-comment', 'checks/create']);
    expect(api.state.comments).toHaveLength(1);
    expect(api.state.comments[0]?.id).toBe(first?.id);
    expect(api.state.comments[0]?.body).not.toContain('suspected');
  });

  it('is none where there is nothing to say, or where none is wanted', async () => {
    const api = await gitHub();
    const folder = await withHistory({ ...FILES, seconds: '0' }, PAST);
    expect((await runFor(api, { workspace: folder })).outputs['comment-url']).toBe('');
    expect(api.state.checkRuns).toMatchObject([{ conclusion: 'success' }]);
    const never = { workspace: folder, inputs: { comment: 'never' }, files: { seconds: '1.5' } };
    expect((await runFor(api, never)).outputs['comment-url']).toBe('');
    expect(api.state.comments).toEqual([]);
  });

  it('goes by the definition, and the input beats it', async () => {
    const api = await gitHub();
    const text = `comment: always\n${FILES['stagetime.yml']}`;
    const folder = await withHistory({ 'stagetime.yml': text, seconds: '0' }, PAST);
    await runFor(api, { workspace: folder, inputs: { comment: 'never' } });
    expect(api.state.comments).toEqual([]);
    await runFor(api, { workspace: folder });
    expect(api.state.comments).toHaveLength(1);
  });

  it('is left alone by a run that was cancelled', async () => {
    const api = await gitHub();
    const stages = definition({ long: 'run: echo started; sleep 60' });
    const action = startInRunner({
      workspace: workspace({ 'stagetime.yml': stages }),
      event: pullRequestEvent(),
      token: TOKENS.actions,
      env: { GITHUB_API_URL: api.origin },
      inputs: { baseline: 'history.json', comment: 'always' },
    });
    await action.main.printed('started');
    await action.main.cancel();
    expect((await action.finish()).outputs.status).toBe('cancelled');
    // It was asked which job this is, and nothing else.
    expect(api.requests.map(({ operation }) => operation)).toEqual([
      'actions/get-job-for-workflow-run',
    ]);
  });

  it.each([
    ['may not write', TOKENS.fork, /^no comment .*may not do that \(403/],
    ['is not there', '', /^no comment .*there is no token$/],
  ])('is lost with a notice, in the summary too, where the token %s', async (_, token, why) => {
    const api = await gitHub();
    const folder = await withHistory({ ...FILES, seconds: '0' }, PAST);
    const result = await runFor(api, { workspace: folder, token, files: { seconds: '1.5' } });
    expect(result.exitCode).toBe(0);
    expect(result.errors).toEqual([]);
    expect(result.notices.at(-1)).toMatch(why);
    expect(result.summary).toContain('no comment');
    expect(result.summary).toContain('PDF Rendering is suspected');
    expect(result.outputs).toMatchObject({ status: 'passed', 'comment-url': '' });
  });
});

describe('whatever GitHub answers, the job stays as its stages left it', () => {
  const CREATE = 'issues/create-comment';
  const ONCE = { match: CREATE, times: 1 };

  it.each<[string, Fault, number]>([
    ['403', { match: CREATE, status: 403 }, 0],
    ['422', { match: CREATE, status: 422 }, 0],
    ['404 for the list', { match: 'issues/list-comments', status: 404 }, 0],
    ['429 with a time', { ...ONCE, status: 429, headers: { 'retry-after': '1' } }, 1],
    [
      'a secondary limit with a time',
      { ...ONCE, status: 403, headers: { 'retry-after': '1' }, body: SECONDARY_LIMIT },
      1,
    ],
    ['502 after it created the comment', { ...ONCE, status: 502, carriedOut: true }, 1],
    ['nothing, the connection cut', { ...ONCE, reset: true }, 1],
  ])('%s', async (_, fault, comments) => {
    const jobs = [
      ['echo fine', 0],
      ['exit 4', 1],
    ] as const;
    const job = async ([run, exitCode]: (typeof jobs)[number]) => {
      const api = await gitHub({ ...fault });
      const folder = workspace({ 'stagetime.yml': definition({ one: `run: ${run}` }) });
      const result = await runFor(api, { workspace: folder, inputs: { comment: 'always' } });
      expect(result.exitCode).toBe(exitCode);
      expect(result.errors).toHaveLength(exitCode);
      expect(result.outputs.status).toBe(exitCode === 0 ? 'passed' : 'failed');
      expect(api.state.comments).toHaveLength(comments);
      const lost = result.notices.filter(text => text.startsWith('no comment on the pull request'));
      expect(lost).toHaveLength(1 - comments);
      expect(result.outputs['comment-url'] !== '').toBe(comments === 1);
    };
    await Promise.all(jobs.map(job));
  });
});
