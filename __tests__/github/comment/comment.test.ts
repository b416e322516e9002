import { describe, expect, it } from 'vitest';
import { type CommentRequest, syncComment } from '../../../src/github/comment/comment.ts';
import { withMarker } from '../../../src/github/comment/marker.ts';
import { composeBody, makeSection, type NewSection } from '../../../src/github/comment/sections.ts';
import type { Fault } from '../../services/faults.ts';
import { type GitHubApi, SECONDARY_LIMIT, TOKENS } from '../../services/github-api.ts';
import { clientOf, github, testClock } from '../clients.ts';

const WORKFLOWS = { login: 'github-actions[bot]', type: 'Bot' } as const;
const MALLORY = { login: 'mallory', type: 'User' } as const;

interface Changes extends Partial<Omit<CommentRequest, 'client' | 'sections'>> {
  readonly run?: number;
  readonly attempt?: number;
  readonly token?: string;
  readonly clock?: ReturnType<typeof testClock>;
  readonly job?: string;
  readonly body?: string;
  readonly gist?: string;
  readonly isWorthSaying?: boolean;
  readonly headSha?: string;
  readonly isLeg?: boolean;
}

const stampOf = (run: number, attempt = 1) => ({
  runId: String(run),
  attempt,
  time: '2026-03-14T09:00:00.000Z',
});

const WORDS = {
  heading: (title: string, of?: string) => `## ${title}${of === undefined ? '' : ` of ${of}`}`,
  cut: 'cut',
  jobsLeftOut: 'more',
};

/** What the job `paper` says unless it is another. */
function sectionOf(changes: Omit<Changes, 'clock'> = {}): NewSection {
  const { run = 100, attempt = 1, job = 'paper', body = '### 34 s → 52 s' } = changes;
  return {
    key: job,
    title: job,
    workflow: 'pipeline',
    isLeg: changes.isLeg ?? false,
    stamp: stampOf(run, attempt),
    sha: changes.headSha ?? '',
    gist: changes.gist ?? 'render regressed',
    isWorthSaying: changes.isWorthSaying ?? true,
    blocks: [body],
  };
}

/** Syncs as a run of its own does: with its own client. */
async function sync(api: GitHubApi, changes: Changes = {}) {
  const { token = TOKENS.actions, clock = testClock() } = changes;
  const { pullRequest = 7, key = 'manuscript', mode = 'auto' } = changes;
  return syncComment({
    client: await clientOf(api, { token, clock }),
    pullRequest,
    key,
    words: WORDS,
    mode,
    sections: [sectionOf(changes)],
  });
}

/** A double with a pull request. */
async function pullRequest(...faults: readonly Fault[]): Promise<GitHubApi> {
  const api = await github(...faults);
  api.state.addPullRequest();
  return api;
}

const bodies = ({ state }: GitHubApi) => state.comments.map(({ body }) => body);
const ours = (run: number, body: string, key = 'manuscript') =>
  withMarker(key, composeBody([makeSection(sectionOf({ run, body, gist: 'gist' }))], WORDS));

describe('a run that the pull request has left behind', () => {
  const HEAD = '1'.repeat(40);

  it('does not edit what a newer run found to be true, and so did not write', async () => {
    const api = await pullRequest();
    await sync(api, { run: 1, headSha: '0'.repeat(40) });
    // Run 3 says the same as run 1, and leaves its stamp there.
    expect(await sync(api, { run: 3, headSha: HEAD })).toMatchObject({ kind: 'unchanged' });
    const late = await sync(api, { run: 2, headSha: '2'.repeat(40), body: '### 34 s → 90 s' });
    expect(late.kind).toBe('superseded');
    expect(bodies(api)).toEqual([expect.stringContaining('52 s')]);
    expect(await sync(api, { run: 4, headSha: HEAD, body: 'new' })).toMatchObject({
      kind: 'updated',
    });
  });

  it('edits all the same where GitHub does not say what the head is', async () => {
    const api = await pullRequest({ match: 'pulls/get', times: 9, status: 404 });
    await sync(api, { run: 1, headSha: HEAD });
    const next = await sync(api, { run: 2, headSha: HEAD, body: 'new' });
    expect(next.kind).toBe('updated');
  });
});

describe('a page full of comments', () => {
  it('gets no more of ours than twenty pipelines have', async () => {
    const api = await pullRequest();
    for (let n = 1; n <= 25; n += 1) await sync(api, { key: `pipeline ${n}`, run: n });
    expect(bodies(api)).toHaveLength(20);
    expect(await sync(api, { key: 'one more' })).toMatchObject({
      kind: 'failed',
      fault: { why: 'too-many', pipelines: 20 },
    });
    // Those that are there are still kept true.
    expect(await sync(api, { key: 'pipeline 3', body: 'new' })).toMatchObject({ kind: 'updated' });
  });
});

describe('the sticky comment', () => {
  it('is created with a marker that nobody sees', async () => {
    const api = await pullRequest();
    const outcome = await sync(api);
    expect(outcome).toEqual({
      kind: 'created',
      url: expect.stringMatching(/octo\/paper\/pull\/7#issuecomment-\d+$/),
    });
    expect(bodies(api)).toEqual([expect.stringMatching(/^<!-- .* -->\n### 34 s → 52 s$/)]);
  });

  it('is edited in place', async () => {
    const api = await pullRequest();
    await sync(api, { run: 1 });
    const [{ id } = { id: 0 }] = api.state.comments;
    expect((await sync(api, { run: 2, body: 'all is well' })).kind).toBe('updated');
    expect(api.state.comments).toMatchObject([{ id, body: expect.stringContaining('is well') }]);
  });

  it('is left alone when nothing changed', async () => {
    const api = await pullRequest();
    const first = await sync(api, { run: 1 });
    const writes = api.writes();
    const second = await sync(api, { run: 2 });
    expect(second).toEqual({ ...first, kind: 'unchanged' });
    expect(api.writes()).toEqual(writes);
  });

  it('is the same after GitHub turned its line ends around', async () => {
    const api = await pullRequest();
    api.state.addComment(7, WORKFLOWS, ours(1, 'a\nb\n').replaceAll('\n', '\r\n'));
    expect((await sync(api, { body: 'a\nb' })).kind).toBe('unchanged');
  });

  it('is found among 131 comments on several pages', async () => {
    const api = await pullRequest();
    for (let i = 0; i < 130; i += 1) api.state.addComment(7, MALLORY, `comment ${i}`);
    api.state.addComment(7, WORKFLOWS, ours(1, 'old'));
    expect((await sync(api)).kind).toBe('updated');
    expect(api.state.comments).toHaveLength(131);
    expect(bodies(api).at(-1)).toContain('34 s → 52 s');
  });

  it('stands beside those of other pipelines', async () => {
    const api = await pullRequest();
    await sync(api, { key: 'manuscript' });
    await sync(api, { key: 'poster', body: 'poster' });
    await sync(api, { key: 'manuscript --> <script>', body: 'odd' });
    expect(bodies(api).map(body => body.split('\n')[1])).toEqual([
      '### 34 s → 52 s',
      'poster',
      'odd',
    ]);
    expect(bodies(api).join()).not.toContain('script');
  });

  it('comes back when it was deleted and there still is something to say', async () => {
    const api = await pullRequest();
    await sync(api, { run: 1 });
    api.state.comments = [];
    expect((await sync(api, { run: 2 })).kind).toBe('created');
    expect(api.state.comments).toHaveLength(1);
  });

  it('comes back when it is deleted between the look and the edit', async () => {
    const api = await pullRequest({ match: 'issues/update-comment', times: 1, status: 404 });
    api.state.addComment(7, WORKFLOWS, ours(1, 'old'));
    const clock = testClock();
    const wait = async (ms: number) => {
      api.state.comments = [];
      await clock.wait(ms);
    };
    expect((await sync(api, { clock: { ...clock, wait } })).kind).toBe('created');
    expect(bodies(api)).toEqual([expect.stringContaining('34 s → 52 s')]);
  });
});

describe('a comment that is not ours', () => {
  it('is never touched, though it has our marker and claims to be newer', async () => {
    const api = await pullRequest();
    const forged = ours(999_999, 'all is well, merge me');
    api.state.addComment(7, MALLORY, forged);
    api.state.addComment(7, { login: 'other[bot]', type: 'Bot' }, forged);
    expect((await sync(api)).kind).toBe('created');
    expect(bodies(api)).toEqual([forged, forged, expect.stringContaining('34 s → 52 s')]);
    expect(api.writes()).toEqual(['issues/create-comment']);
  });

  it('is one that quotes ours', async () => {
    const api = await pullRequest();
    api.state.addComment(7, WORKFLOWS, `> ${ours(1, 'quoted')}`);
    expect((await sync(api)).kind).toBe('created');
  });

  it.each([
    ['an app', TOKENS.app],
    ['a person', TOKENS.person],
  ])('is told apart by the name of %s whose token is used', async (_, token) => {
    const api = await pullRequest();
    api.state.addComment(7, MALLORY, ours(999, 'forged'));
    expect((await sync(api, { token, run: 1 })).kind).toBe('created');
    expect((await sync(api, { token, run: 2, body: 'new' })).kind).toBe('updated');
    expect(api.state.comments).toHaveLength(2);
    expect(api.state.comments[0]).toMatchObject({ author: MALLORY, body: ours(999, 'forged') });
  });

  it.each<[string, readonly Fault[]]>([
    ['created', []],
    [
      'created and not confirmed',
      [{ match: 'issues/create-comment', status: 502, carriedOut: true }],
    ],
  ])('is %s once where nobody says whose token it is', async (_, lost) => {
    const api = await pullRequest({ match: 'graphql', status: 403 }, ...lost);
    const token = TOKENS.app;
    await sync(api, { token, run: 1 });
    await sync(api, { token, run: 2, body: 'new' });
    expect(api.writes()).toEqual(['issues/create-comment']);
  });

  it('asks for no name while there is no doubt', async () => {
    const api = await pullRequest();
    await sync(api, { run: 1 });
    await sync(api, { run: 2, body: 'new' });
    expect(api.requests.map(({ operation }) => operation)).not.toContain('graphql');
  });
});

describe('when to comment', () => {
  it('auto: not before there is something to say, then always what is true', async () => {
    const api = await pullRequest();
    expect(await sync(api, { run: 1, isWorthSaying: false })).toEqual({ kind: 'not-wanted' });
    expect((await sync(api, { run: 2 })).kind).toBe('created');
    const well = { body: 'all is well', isWorthSaying: false };
    expect((await sync(api, { run: 3, ...well })).kind).toBe('updated');
    expect(bodies(api)).toEqual([expect.stringContaining('all is well')]);
  });

  it('always: from the first run on', async () => {
    const api = await pullRequest();
    expect((await sync(api, { mode: 'always', isWorthSaying: false })).kind).toBe('created');
  });

  it('on-change: edited for another gist, not for other numbers', async () => {
    const api = await pullRequest();
    const mode = 'on-change';
    expect((await sync(api, { run: 1, mode, isWorthSaying: false })).kind).toBe('not-wanted');
    expect((await sync(api, { run: 2, mode })).kind).toBe('created');
    expect((await sync(api, { run: 3, mode, body: '53 s' })).kind).toBe('unchanged');
    expect((await sync(api, { run: 4, mode, body: 'well', gist: 'well' })).kind).toBe('updated');
    expect(bodies(api)).toEqual([expect.stringContaining('well')]);
  });

  it('never: without a request', async () => {
    const api = await pullRequest();
    expect(await sync(api, { mode: 'never' })).toEqual({ kind: 'not-wanted' });
    expect(api.requests).toEqual([]);
  });
});

/** The outcome for a request that failed so. */
function failure(failure: object) {
  return { kind: 'failed', fault: { why: 'github', failure } };
}

describe('when GitHub refuses', () => {
  it('says so for the token of a fork, at once', async () => {
    const api = await pullRequest();
    const clock = testClock();
    const outcome = await sync(api, { token: TOKENS.fork, clock });
    expect(outcome).toMatchObject(failure({ kind: 'forbidden' }));
    expect(clock.waits).toEqual([]);
    expect(api.state.comments).toEqual([]);
  });

  it('says so for a body that is too long', async () => {
    const api = await pullRequest();
    const outcome = await sync(api, { body: 'x'.repeat(65_536) });
    expect(outcome).toEqual(
      failure({ kind: 'refused', status: 422, said: expect.stringContaining('too long') }),
    );
    expect(api.writes()).toEqual(['issues/create-comment']);
  });

  it('says so for a pull request that is not there, and a token that is none', async () => {
    const api = await pullRequest();
    expect(await sync(api, { pullRequest: 8 })).toMatchObject(
      failure({ kind: 'refused', status: 404 }),
    );
    expect(await sync(api, { token: 'stolen' })).toMatchObject(failure({ kind: 'bad-token' }));
  });

  it.each([
    ['403 and a time', 403, { 'retry-after': '7' }, SECONDARY_LIMIT, 7_000],
    ['403 without a time', 403, {}, SECONDARY_LIMIT, 60_000],
    ['429 and a time', 429, { 'retry-after': '3' }, { message: 'Too many requests' }, 3_000],
    ['429 without a time', 429, {}, { message: 'Too many requests' }, 60_000],
  ])('waits as long as it is told by %s', async (_, status, headers, body, waited) => {
    for (const match of ['issues/create-comment', 'issues/list-comments']) {
      const api = await pullRequest({ match, times: 1, status, headers, body });
      const clock = testClock();
      expect((await sync(api, { clock })).kind).toBe('created');
      expect(clock.waits).toEqual([waited]);
      expect(api.state.comments).toHaveLength(1);
    }
  });

  it('waits for the moment at which the hour of requests begins anew', async () => {
    const clock = testClock();
    const reset = String(clock.now() / 1000 + 30);
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
    const body = { message: 'API rate limit exceeded for installation ID 1.' };
    const fault = { match: 'issues/list-comments', times: 1, status: 403, headers, body };
    expect((await sync(await pullRequest(fault), { clock })).kind).toBe('created');
    expect(clock.waits).toEqual([31_000]);
  });

  it('does not wait longer than a report is worth', async () => {
    const headers = { 'retry-after': '3600' };
    const api = await pullRequest({ match: /comment/, status: 429, headers });
    const clock = testClock();
    expect(await sync(api, { clock })).toEqual(failure({ kind: 'limit', status: 429 }));
    expect(clock.waits).toEqual([]);
  });
});

describe('when answers are lost', () => {
  it.each([
    ['a 502', { status: 502, carriedOut: true }],
    ['an answer that was cut off', { truncate: true }],
  ] as const)('one comment remains after creating it and %s', async (_, effect) => {
    const api = await pullRequest({ match: 'issues/create-comment', times: 1, ...effect });
    expect((await sync(api)).kind).toBe('created');
    expect(api.state.comments).toHaveLength(1);
    expect(api.writes()).toEqual(['issues/create-comment']);
  });

  it.each([
    ['a 502', { status: 502 }],
    ['a cut connection', { reset: true }],
  ] as const)('one comment remains after creating none and %s', async (_, effect) => {
    const api = await pullRequest({ match: 'issues/create-comment', times: 2, ...effect });
    expect((await sync(api)).kind).toBe('created');
    expect(api.state.comments).toHaveLength(1);
  });

  it('an answer that was cut off is no empty list', async () => {
    const api = await pullRequest({ match: 'issues/list-comments', times: 1, truncate: true });
    for (let i = 0; i < 30; i += 1) api.state.addComment(7, MALLORY, `comment ${i}`);
    api.state.addComment(7, WORKFLOWS, ours(1, 'old'));
    expect((await sync(api)).kind).toBe('updated');
    expect(api.state.comments).toHaveLength(31);
  });

  it('an edit that GitHub failed to answer is sent again', async () => {
    const api = await pullRequest({
      match: 'issues/update-comment',
      times: 1,
      status: 502,
      carriedOut: true,
    });
    api.state.addComment(7, WORKFLOWS, ours(1, 'old'));
    expect((await sync(api)).kind).toBe('updated');
    expect(bodies(api)).toEqual([expect.stringContaining('34 s → 52 s')]);
  });

  it('a comment that the list does not show yet is not created again', async () => {
    const api = await pullRequest();
    const clock = testClock();
    const client = await clientOf(api, { clock });
    client.octokit.hook.after('request', (response, { method }) => {
      if (method === 'GET' && clock.waits.length < 2) response.data = [];
    });
    expect((await syncComment({ ...request(client), mode: 'always' })).kind).toBe('created');
    expect(api.writes()).toEqual(['issues/create-comment']);
    expect(api.state.comments).toHaveLength(1);
  });

  it('a comment that was deleted at once is not created again', async () => {
    const api = await pullRequest();
    const client = await clientOf(api);
    client.octokit.hook.after('request', () => {
      api.state.comments = [];
    });
    expect((await syncComment({ ...request(client), mode: 'always' })).kind).toBe('created');
    expect(api.writes()).toEqual(['issues/create-comment']);
  });

  it.each([
    ['created', []],
    ['updated', [ours(0, 'old', 'k')]],
  ] as const)(
    'a comment that was %s is said to be, though no other look succeeds',
    async (kind, before) => {
      const api = await pullRequest();
      for (const body of before) api.state.addComment(7, WORKFLOWS, body);
      const client = await clientOf(api);
      client.octokit.hook.before('request', ({ method }) => {
        if (method === 'GET' && api.writes().length > 0) throw new Error('cut off');
      });
      const outcome = await syncComment({ ...request(client), mode: 'always' });
      expect(outcome).toEqual({ kind, url: expect.stringContaining('#issuecomment-') });
    },
  );

  it('gives up in bounded time while GitHub is down', async () => {
    const api = await pullRequest({ match: /./, status: 503 });
    const clock = testClock();
    const from = clock.now();
    expect(await sync(api, { clock })).toEqual(failure({ kind: 'server-error', status: 503 }));
    expect(clock.now() - from).toBeLessThan(10_000);
  });

  it('gives up where nobody listens', async () => {
    const api = await pullRequest();
    const client = await clientOf(api, { baseUrl: 'http://127.0.0.1:9' });
    expect(await syncComment({ ...request(client), mode: 'always' })).toMatchObject(
      failure({ kind: 'no-answer' }),
    );
  });
});

const request = (client: CommentRequest['client']): CommentRequest => ({
  client,
  pullRequest: 7,
  key: 'k',
  words: WORDS,
  mode: 'auto',
  sections: [sectionOf({ run: 1, body: 'b' })],
});

/** Waits that are longer than anything else takes: they end when all who are left wait. */
function turnstile(count: number) {
  let present = count;
  let waiting: (() => void)[] = [];
  const release = () => {
    if (waiting.length < present) return;
    for (const resolve of waiting) resolve();
    waiting = [];
  };
  return {
    wait: () =>
      new Promise<void>(resolve => {
        waiting.push(resolve);
        release();
      }),
    leave() {
      present -= 1;
      release();
    },
  };
}

describe('runs at the same time', () => {
  const shuffled = [3, 10, 1, 7, 5, 9, 2, 8, 4, 6];

  it('leave one comment, the newest, where there was none', async () => {
    const api = await pullRequest();
    const outcomes = await Promise.all(
      shuffled.map(run => sync(api, { run, body: `of run ${run}` })),
    );
    expect(bodies(api)).toEqual([expect.stringMatching(/of run 10$/)]);
    expect(outcomes.map(({ kind }) => kind)).not.toContain('failed');
    const newest = outcomes[shuffled.indexOf(10)];
    expect(newest?.kind).toMatch(/created|updated/);
  });

  it('leave one comment, the newest, where all edit the one that was there', async () => {
    const api = await pullRequest();
    api.state.addComment(7, WORKFLOWS, ours(0, 'old'));
    const together = turnstile(shuffled.length);
    const outcomes = await Promise.all(
      shuffled.map(async run => {
        const clock = { ...testClock(), wait: together.wait };
        const outcome = await sync(api, { run, body: `of run ${run}`, clock });
        together.leave();
        return outcome;
      }),
    );
    expect(bodies(api)).toEqual([expect.stringMatching(/of run 10$/)]);
    expect(outcomes.map(({ kind }) => kind)).not.toContain('failed');
    expect(outcomes[shuffled.indexOf(10)]?.kind).toBe('updated');
  });

  it('never put an older report over a newer one', async () => {
    const api = await pullRequest();
    await sync(api, { run: 20, body: 'newer' });
    const writes = api.writes();
    expect((await sync(api, { run: 9, body: 'older' })).kind).toBe('superseded');
    expect((await sync(api, { run: 9, attempt: 2, body: 'older' })).kind).toBe('superseded');
    expect(api.writes()).toEqual(writes);
    expect((await sync(api, { run: 20, attempt: 2, body: 'again' })).kind).toBe('updated');
    expect((await sync(api, { run: 100, body: 'newest' })).kind).toBe('updated');
    expect(bodies(api)).toEqual([expect.stringMatching(/newest$/)]);
  });

  it('put the newest back when an older run edited at the same moment', async () => {
    const api = await pullRequest();
    const { id } = api.state.addComment(7, WORKFLOWS, ours(1, 'old'));
    const clock = testClock();
    // While the newer run lets things settle, an older one that had looked before edits.
    const wait = async (ms: number) => {
      if (clock.waits.length === 0) {
        api.state.comments = [{ id, issue: 7, author: WORKFLOWS, body: ours(2, 'older') }];
      }
      await clock.wait(ms);
    };
    expect((await sync(api, { run: 3, body: 'newer', clock: { ...clock, wait } })).kind).toBe(
      'updated',
    );
    expect(bodies(api)).toEqual([expect.stringMatching(/newer$/)]);
  });

  it.each([
    ['a limit', { status: 429, headers: { 'retry-after': '20' } }],
    ['a 502', { status: 502 }],
    ['a cut connection', { reset: true }],
  ] as const)('leave a comment alone that came while %s held up the edit', async (_, effect) => {
    const api = await pullRequest({ match: 'issues/update-comment', times: 1, ...effect });
    const { id } = api.state.addComment(7, WORKFLOWS, ours(1, 'old'));
    const clock = testClock();
    const wait = async (ms: number) => {
      if (clock.waits.length === 0) {
        api.state.comments = [{ id, issue: 7, author: WORKFLOWS, body: ours(3, 'newer') }];
      }
      await clock.wait(ms);
    };
    const outcome = await sync(api, { run: 2, body: 'older', clock: { ...clock, wait } });
    expect(outcome.kind).toBe('superseded');
    expect(bodies(api)).toEqual([expect.stringMatching(/newer$/)]);
  });

  it('clear away what an interrupted run left double', async () => {
    const api = await pullRequest();
    for (const run of [1, 3, 2]) api.state.addComment(7, WORKFLOWS, ours(run, `of run ${run}`));
    expect((await sync(api, { run: 4, body: 'of run 3' })).kind).toBe('updated');
    expect(bodies(api)).toEqual([expect.stringMatching(/of run 3$/)]);
  });
});

describe('jobs of one run at the same time', () => {
  const jobs = Array.from({ length: 10 }, (_, i) => `job ${i}`);
  const headings = (api: GitHubApi) => bodies(api).map(body => body.match(/^## .*$/gm));
  const all = [jobs.map(job => `## ${job}`)];

  it('leave one comment with a section each, where there was none', async () => {
    const api = await pullRequest();
    const outcomes = await Promise.all(jobs.map(job => sync(api, { job, body: `of ${job}` })));
    expect(headings(api)).toEqual(all);
    expect(outcomes.map(({ kind }) => kind)).not.toContain('failed');
  });

  it('leave none out, though all look before any of them edits, again and again', async () => {
    const api = await pullRequest();
    api.state.addComment(7, WORKFLOWS, ours(0, 'old'));
    const together = turnstile(jobs.length);
    const outcomes = await Promise.all(
      jobs.map(async job => {
        const clock = { ...testClock(), wait: together.wait };
        const outcome = await sync(api, { job, body: `of ${job}`, clock });
        together.leave();
        return outcome;
      }),
    );
    expect(headings(api)).toEqual([[...jobs.map(job => `## ${job}`), '## paper']]);
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['updated']));
  });

  it('put their section back when another job overwrote it', async () => {
    const api = await pullRequest();
    const { id } = api.state.addComment(7, WORKFLOWS, ours(1, 'of paper'));
    const clock = testClock();
    const wait = async (ms: number) => {
      // The other had looked before, and so knows nothing of this one.
      if (clock.waits.length === 0) {
        const sections = ['paper', 'other'].map(job => makeSection(sectionOf({ run: 1, job })));
        const body = withMarker('manuscript', composeBody(sections, WORDS));
        api.state.comments = [{ id, issue: 7, author: WORKFLOWS, body }];
      }
      await clock.wait(ms);
    };
    const outcome = await sync(api, { run: 1, job: 'late', clock: { ...clock, wait } });
    expect(outcome.kind).toBe('updated');
    expect(headings(api)).toEqual([['## late', '## other', '## paper']]);
  });

  it('do not write where somebody wrote since they looked, before they have looked again', async () => {
    const api = await pullRequest();
    const { id } = api.state.addComment(7, WORKFLOWS, ours(1, 'of paper'));
    const client = await clientOf(api);
    let isOvertaken = false;
    client.octokit.hook.after('request', (_, { method }) => {
      // Between the look and the edit.
      if (method !== 'GET' || isOvertaken) return;
      isOvertaken = true;
      const sections = ['paper', 'other'].map(job => makeSection(sectionOf({ run: 1, job })));
      const body = withMarker('manuscript', composeBody(sections, WORDS));
      api.state.comments = [{ id, issue: 7, author: WORKFLOWS, body }];
    });
    await syncComment({
      ...request(client),
      key: 'manuscript',
      sections: [sectionOf({ job: 'late' })],
    });
    expect(headings(api)).toEqual([['## late', '## other', '## paper']]);
    expect(api.writes()).toEqual(['issues/update-comment']);
  });

  it('unite two comments, in the older one', async () => {
    const api = await pullRequest();
    const comments = ['a', 'b'].map(job => {
      const sections = [makeSection(sectionOf({ run: 1, job }))];
      return api.state.addComment(
        7,
        WORKFLOWS,
        withMarker('manuscript', composeBody(sections, WORDS)),
      );
    });
    await sync(api, { run: 1, job: 'c' });
    expect(headings(api)).toEqual([['## a', '## b', '## c']]);
    expect(api.state.comments.map(({ id }) => id)).toEqual([comments[0]?.id]);
  });

  it('wait with a first comment until one of them has something to say', async () => {
    const api = await pullRequest();
    for (const job of ['a', 'b']) {
      expect((await sync(api, { job, isWorthSaying: false })).kind).toBe('not-wanted');
    }
    expect((await sync(api, { job: 'c' })).kind).toBe('created');
    expect((await sync(api, { job: 'd', isWorthSaying: false })).kind).toBe('unchanged');
    expect(headings(api)).toEqual([null]);
    expect((await sync(api, { job: 'e' })).kind).toBe('updated');
    expect(headings(api)).toEqual([['## c', '## e']]);
  });

  it('change their own section when they run again', async () => {
    const api = await pullRequest();
    for (const job of ['a', 'b']) await sync(api, { job, body: `${job} failed` });
    await sync(api, { job: 'b', attempt: 2, body: 'b is fine', isWorthSaying: false });
    expect(bodies(api)).toEqual([
      expect.stringMatching(/## a\n[\s\S]*a failed[\s\S]*## b\n[\s\S]*b is fine/),
    ]);
    expect(bodies(api)).toEqual([expect.not.stringContaining('b failed')]);
  });

  it('of a fork are told at once', async () => {
    const api = await pullRequest();
    const client = await clientOf(api);
    const sections = ['a', 'b', 'c'].map(job => sectionOf({ job }));
    expect((await syncComment({ ...request(client), sections })).kind).toBe('created');
    expect(headings(api)).toEqual([['## a', '## b', '## c']]);
    expect(api.writes()).toEqual(['issues/create-comment']);
  });

  it('mark what is about an older commit until its job has run for the newest', async () => {
    const api = await pullRequest();
    const [old, head] = ['0', '1'].map(digit => digit.repeat(40)) as [string, string];
    for (const job of ['a', 'b']) {
      api.state.pullRequests = [];
      api.state.addPullRequest({ head: { sha: old, ref: 'topic', repository: null } });
      await sync(api, { run: 1, job, headSha: old });
    }
    api.state.pullRequests = [];
    api.state.addPullRequest();
    await sync(api, { run: 2, job: 'a', headSha: head });
    expect(headings(api)).toEqual([['## a', `## b of ${old}`]]);
    // It comes late: the comment has got further.
    expect((await sync(api, { run: 1, job: 'c', headSha: old })).kind).toBe('superseded');
    await sync(api, { run: 2, job: 'b', headSha: head });
    expect(headings(api)).toEqual([['## a', '## b']]);
  });
});
