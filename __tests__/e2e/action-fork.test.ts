import { describe, expect, it } from 'vitest';
import { FORK_REPORT_FILE, forkArtifactName } from '../../src/github/fork/artifact.ts';
import { readOnlyFile } from '../../src/github/fork/zip.ts';
import { aRun, aStage } from '../builders.ts';
import { unzip, zipOf } from '../github/zips.ts';
import { type GitHubApi, TOKENS } from '../services/github-api.ts';
import type { Artifact } from '../services/github-state.ts';
import { deadLinks, linksIn } from '../services/links.ts';
import { runAction } from '../services/runner.ts';
import {
  forkEvent,
  pullRequestEvent,
  pushEvent,
  type RunnerEvent,
} from '../services/runner-environment.ts';
import { definition, workspace } from './harness.ts';
import { gitHub, type Past, results, runFor, withHistory } from './pull-request.ts';

const FORK = { id: 99, owner: 'stranger' };
const { sha: SHA } = pullRequestEvent();
const RUN_ID = 555;
/** What a pipeline without a name is called, and that of `aRun`. */
const PIPELINE = 'pipeline';
/** As the runner's double calls the job. */
const JOB = { workflow: 'pipeline', job: 'manuscript', step: '__self' };
const NAME = 'Render @octocat <img src=x onerror=alert(1)> | [x](javascript:y)\u202E ::error::x';

const FILES = {
  'stagetime.yml': definition({
    render: `name: ${JSON.stringify(NAME)}\nrun: sleep "$(cat seconds)"`,
    tests: 'run: sleep 0.2',
  }),
  seconds: '0',
};
const PAST: Past = { render: 100, tests: 210 };

/** A pull request of a fork, and the artifact that its run left. */
async function forked(content: Buffer, artifact: Partial<Artifact> = {}): Promise<GitHubApi> {
  const api = await gitHub();
  const head = { sha: SHA, ref: 'topic', repository: FORK };
  api.state.pullRequests = [];
  api.state.addPullRequest({ number: 8, head });
  api.state.runs.push({
    id: RUN_ID,
    attempt: 1,
    startedAt: '2026-03-14T10:00:00Z',
    event: 'pull_request',
    headSha: SHA,
    headBranch: 'topic',
    headRepository: FORK,
  });
  const name = forkArtifactName(1, PIPELINE);
  api.state.artifacts.push({ id: 1, run: RUN_ID, name, content, ...artifact });
  return api;
}

/** The event of the workflow that comments. */
function workflowRunEvent(): RunnerEvent {
  const payload = {
    action: 'completed',
    workflow_run: { id: RUN_ID, head_repository: { id: FORK.id } },
    repository: { id: 1, default_branch: 'main' },
  };
  return { ...pushEvent(), name: 'workflow_run', payload };
}

/** `command: report`, in a folder with nothing of the fork. */
async function report(api: GitHubApi, inputs: Readonly<Record<string, string>> = {}) {
  const result = await runAction({
    workspace: workspace(),
    event: workflowRunEvent(),
    token: TOKENS.actions,
    env: { GITHUB_API_URL: api.origin },
    inputs: { command: 'report', ...inputs },
  });
  const notices = result.annotations.map(({ message }) => message);
  return { ...result, notices };
}

/** A run of the fork's pull request: with nothing but reading, and a runner that takes artifacts. */
async function forkRun(api: GitHubApi, inputs: Readonly<Record<string, string>> = {}) {
  const service = await results();
  const folder = await withHistory(FILES, PAST);
  const result = await runFor(api, {
    workspace: folder,
    event: forkEvent(FORK.id),
    token: TOKENS.fork,
    env: service.env,
    files: { seconds: '1.4' },
    inputs,
  });
  return { ...result, artifacts: service.artifacts };
}

describe('a run of a fork', () => {
  it('leaves nothing that may be a secret', async () => {
    const api = await gitHub();
    const service = await results();
    const stage = { one: 'run: echo it is hunter22; exit 3' };
    await runFor(api, {
      workspace: workspace({ 'stagetime.yml': definition(stage) }),
      event: forkEvent(FORK.id),
      token: TOKENS.fork,
      env: { ...service.env, SITE_PASSWORD: 'hunter22' },
    });
    const left = service.artifacts.find(({ name }) => name === forkArtifactName(1, PIPELINE, JOB));
    const text = await readOnlyFile(left?.content ?? Buffer.alloc(0), FORK_REPORT_FILE, 20_000);
    expect(text.toString()).toContain('"exitCode":3');
    expect(text.toString()).not.toContain('hunter22');
  });

  it('posts nothing and fails nothing, and leaves what another workflow comments with', async () => {
    const api = await gitHub();
    const run = await forkRun(api);
    expect(run).toMatchObject({ exitCode: 0, errors: [], notices: [] });
    expect(run.summary).toContain('is suspected to be slower');
    expect(api.writes()).toEqual([]);
    const left = run.artifacts.find(({ name }) => name === forkArtifactName(1, PIPELINE, JOB));
    expect(left?.content.length).toBeLessThan(20_000);

    const name = forkArtifactName(1, PIPELINE, JOB);
    const other = await forked(left?.content ?? Buffer.alloc(0), { name });
    const told = await report(other);
    expect(told).toMatchObject({ exitCode: 0, notices: [] });
    const [comment, ...more] = other.state.comments;
    expect(more).toEqual([]);
    expect(comment).toMatchObject({ issue: 8 });
    expect(told.outputs['comment-url']).toContain(`#issuecomment-${comment?.id}`);
    // Within code nothing is markup, and nobody is mentioned.
    const body = (comment?.body ?? '').replaceAll(/^```[\s\S]*?^```$/gm, '');
    expect(body).toContain('is suspected to be slower');
    expect(body).not.toMatch(/@octocat|<img|\]\((?!https:\/\/github\.com\/octo\/)|\u202E/);
    expect(body).toContain('&#91;U+202E&#93;');

    // Once more, as a re-run of the workflow does: nothing is written.
    const before = other.writes();
    await report(other);
    expect(other.writes()).toEqual(before);
  });
});

describe('a failed run of a fork', () => {
  const SAYS = 'Error: no such @octocat <img src=x onerror=alert(1)> | [x](javascript:y)';

  it('has its cause in the comment, as text, and links that lead somewhere', async () => {
    const service = await results();
    const run = 'run: |\n  echo chatter\n  cat says\n  exit 3';
    await runFor(await gitHub(), {
      workspace: workspace({ 'stagetime.yml': definition({ fit: run }), says: SAYS }),
      event: forkEvent(FORK.id),
      token: TOKENS.fork,
      env: service.env,
    });
    const name = forkArtifactName(1, PIPELINE, JOB);
    const left = service.artifacts.find(one => one.name === name);
    const api = await forked(left?.content ?? Buffer.alloc(0), { name });
    expect(await report(api)).toMatchObject({ exitCode: 0, notices: [] });
    const body = api.state.comments[0]?.body ?? '';
    expect(body).toMatch(/### ❌ fit failed: Error: no such &#64;/);
    expect(body).not.toMatch(/chatter|@octocat|<img|\]\(javascript/);
    const reachable = {
      shas: [SHA],
      pullRequests: [8],
      attempts: [`${RUN_ID}/1`],
      jobs: [],
      artifacts: api.state.artifacts.map(({ id, run }) => `${run}/${id}`),
    };
    expect(linksIn(body)).toContain(
      `https://github.com/octo/paper/actions/runs/${RUN_ID}#artifacts`,
    );
    expect(deadLinks(body, reachable)).toEqual([]);
  });

  it('has links to the PDFs that it made, whatever they are called', async () => {
    const service = await results();
    const made = 'a](https:@octocat).pdf';
    const files = {
      'stagetime.yml': definition({
        paper: `run: cp source ${JSON.stringify(made).replaceAll('"', "'")}; pandoc --version || true\noutputs: [${JSON.stringify(`./${made}`)}]`,
        check: 'run: exit 1\nneeds: [paper]',
      }),
      source: '%PDF-1.7 text',
    };
    const run = await runFor(await gitHub(), {
      workspace: workspace(files),
      event: forkEvent(FORK.id),
      token: TOKENS.fork,
      env: service.env,
    });
    expect(run.notices).toEqual([]);
    const name = forkArtifactName(1, PIPELINE, JOB);
    const left = service.artifacts.find(one => one.name === name);
    const pdf = service.artifacts.find(one => one.mimeType === 'application/pdf');
    const api = await forked(left?.content ?? Buffer.alloc(0), { name });
    const listed = { run: RUN_ID, name: pdf?.name ?? '', content: Buffer.alloc(1) };
    api.state.artifacts.push({ ...listed, id: Number(pdf?.id) });
    expect(await report(api)).toMatchObject({ exitCode: 0, notices: [] });
    const body = api.state.comments[0]?.body ?? '';
    const address = `https://github.com/octo/paper/actions/runs/${RUN_ID}/artifacts/${pdf?.id}`;
    expect(linksIn(body)).toContain(address);
    expect(body).not.toMatch(/@octocat|\]\(https:@/);
  });
});

/** A pull request of the repository itself, whose id is this. */
function ownEvent(id: number): RunnerEvent {
  const { payload } = forkEvent(id);
  return pullRequestEvent({ payload: { ...payload, repository: { id, default_branch: 'main' } } });
}

describe('a run of Dependabot', () => {
  it('is treated like one of a fork, though its branch is in the repository', async () => {
    const api = await gitHub();
    const { repositoryId: id, owner } = api.state;
    const service = await results();
    const run = await runFor(api, {
      workspace: await withHistory(FILES, PAST),
      event: ownEvent(id),
      token: TOKENS.fork,
      env: { ...service.env, GITHUB_ACTOR: 'dependabot[bot]', GITHUB_TRIGGERING_ACTOR: 'octocat' },
      files: { seconds: '1.4' },
    });
    expect(run).toMatchObject({ exitCode: 0, errors: [], notices: [] });
    expect(api.writes()).toEqual([]);
    const left = service.artifacts.find(({ name }) => name === forkArtifactName(1, PIPELINE, JOB));
    api.state.runs.push({
      id: RUN_ID,
      attempt: 1,
      startedAt: '2026-03-14T10:00:00Z',
      event: 'pull_request',
      headSha: SHA,
      headBranch: 'faster',
      headRepository: { id, owner },
    });
    const content = left?.content ?? Buffer.alloc(0);
    api.state.artifacts.push({
      id: 1,
      run: RUN_ID,
      name: forkArtifactName(1, PIPELINE, JOB),
      content,
    });
    expect(await report(api)).toMatchObject({ exitCode: 0, notices: [] });
    expect(api.state.comments[0]?.body).toContain('is suspected to be slower');
  });
});

describe('the logs of a fork', () => {
  it('are uploaded by nobody, whoever asks for them', async () => {
    const run = await forkRun(await gitHub(), { 'upload-logs': 'true' });
    expect(run).toMatchObject({ exitCode: 0, errors: [] });
    expect(run.notices).toEqual([
      'logs not uploaded: this run has no more rights than one of a fork',
    ]);
    const uploaded = await Promise.all(run.artifacts.map(({ content }) => unzip(content)));
    expect(uploaded.map(files => Object.keys(files).sort())).toEqual([
      ['comment.md', 'report.html', 'run.json', 'summary.md'],
      [FORK_REPORT_FILE],
    ]);
  });
});

const text = (content: string): Buffer => zipOf({ name: FORK_REPORT_FILE, content });

describe('a forged artifact', () => {
  it.each<[string, Buffer, Partial<Artifact>, string]>([
    ['about another commit', text(forgery({ sha: 'a'.repeat(40) })), {}, 'another commit'],
    ['about another repository', text(forgery({ repositoryId: 1 })), {}, 'another repository'],
    ['of 50 MB', Buffer.alloc(50_000_000), { claimedBytes: 10 }, 'too large'],
    ['that unpacks to 50 MB', text(' '.repeat(50_000_000)), {}, 'larger than'],
    ['nested deeply', text(`${'['.repeat(200_000)}${']'.repeat(200_000)}`), {}, 'deeper'],
    ['with markup for a file', zipOf({ name: '/<b>@octocat', content: '' }), {}, 'not used'],
  ])('%s posts nothing, and the job says why', async (_, content, artifact, why) => {
    const api = await forked(content, artifact);
    const told = await report(api, { comment: 'always' });
    expect(told.exitCode).toBe(0);
    expect(told.notices).toEqual([expect.stringContaining(why)]);
    expect(told.summary).toContain('Nothing was posted');
    expect(told.summary).not.toMatch(/@octocat|<b>/);
    expect(told.outputs['comment-url']).toBe('');
    expect(api.writes()).toEqual([]);
  });

  it('is not even fetched where no pull request has the commit as its head', async () => {
    const api = await forked(text(forgery({})));
    api.state.pullRequests = [];
    const told = await report(api, { comment: 'always' });
    expect(told.notices).toEqual([expect.stringContaining('no open pull request')]);
    expect(api.requests.map(({ operation }) => operation)).not.toContain('download');
  });
});

describe('`command: report`', () => {
  it('is told where it is of no use', async () => {
    const api = await gitHub();
    const inputs = { command: 'report' };
    const told = await runFor(api, { workspace: workspace(), inputs });
    expect(told).toMatchObject({ exitCode: 0, errors: [] });
    expect(told.notices).toEqual([expect.stringContaining('workflow_run')]);
    expect(api.requests).toEqual([]);
  });
});

function forgery(head: { readonly sha?: string; readonly repositoryId?: number }): string {
  return JSON.stringify({
    schema: 1,
    head: { sha: SHA, repositoryId: FORK.id, ...head },
    record: aRun({ stages: [aStage({ name: NAME })] }),
  });
}
