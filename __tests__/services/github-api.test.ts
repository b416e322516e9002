import { describe, expect, it, onTestFinished } from 'vitest';
import { type GitHubApi, startGitHubApi, TOKENS } from './github-api.ts';

async function start(): Promise<GitHubApi> {
  const api = await startGitHubApi();
  onTestFinished(() => api.close());
  api.state.addPullRequest();
  return api;
}

interface Request {
  readonly method?: string;
  readonly body?: object;
  readonly token?: string;
}

/** Asks for something below the repository, without any of the product's code. */
async function ask(api: GitHubApi, path: string, { method, body, token }: Request = {}) {
  const response = await fetch(`${api.origin}/repos/octo/paper${path}`, {
    method: method ?? (body ? 'POST' : 'GET'),
    headers: { authorization: `token ${token ?? TOKENS.actions}` },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: text && JSON.parse(text) };
}

const comments = '/issues/7/comments';

describe("the double of GitHub's API", () => {
  it('answers as the description says', async () => {
    const api = await start();
    const { status, json } = await ask(api, comments, { body: { body: 'hello' } });
    expect(status).toBe(201);
    expect(json).toMatchObject({ body: 'hello', user: { login: 'github-actions[bot]' } });
    expect((await ask(api, '/pulls/7')).json).toMatchObject({ number: 7, state: 'open' });
    expect((await ask(api, '')).json).toMatchObject({ default_branch: 'main' });
  });

  it.each([
    ['a body that is missing', {}],
    ['a body of another type', { body: 5 }],
    ['a body that is blank', { body: ' ' }],
    ['a body of 65,537 characters', { body: 'x'.repeat(65_537) }],
  ])('refuses %s with 422', async (_, body) => {
    const api = await start();
    expect((await ask(api, comments, { body })).status).toBe(422);
    expect(api.state.comments).toEqual([]);
  });

  it('refuses an unknown token, a fork that writes, and what is not there', async () => {
    const api = await start();
    const body = { body: 'x' };
    expect((await ask(api, comments, { token: 'stolen' })).status).toBe(401);
    expect((await ask(api, comments, { token: TOKENS.fork })).status).toBe(200);
    expect((await ask(api, comments, { token: TOKENS.fork, body })).status).toBe(403);
    expect((await ask(api, '/issues/8/comments', { body })).status).toBe(404);
    expect((await ask(api, '/coffee')).status).toBe(404);
    expect((await fetch(`${api.origin}/repos/other/paper`)).status).toBe(401);
  });

  it('leads from page to page', async () => {
    const api = await start();
    const author = { login: 'ada', type: 'User' } as const;
    for (let i = 1; i <= 131; i += 1) api.state.addComment(7, author, `${i}`);
    const first = await ask(api, `${comments}?per_page=100`);
    expect(first.json).toHaveLength(100);
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    const headers = { authorization: `token ${TOKENS.actions}` };
    const second = await fetch(next, { headers });
    expect(await second.json()).toHaveLength(31);
    expect(second.headers.get('link')).toBeNull();
  });

  it('moves a branch forward only', async () => {
    const api = await start();
    const make = async (content: string, parents: readonly string[]) => {
      const tree = [{ path: 'a', mode: '100644', type: 'blob', content }];
      const { json } = await ask(api, '/git/trees', { body: { tree } });
      const body = { message: content, tree: json.sha, parents };
      return (await ask(api, '/git/commits', { body })).json.sha as string;
    };
    const move = async (sha: string) =>
      (await ask(api, '/git/refs/heads/data', { method: 'PATCH', body: { sha } })).status;
    const root = await make('root', []);
    expect(await move(root)).toBe(422);
    const ref = 'refs/heads/data';
    expect((await ask(api, '/git/refs', { body: { ref, sha: root } })).status).toBe(201);
    expect((await ask(api, '/git/refs', { body: { ref, sha: root } })).status).toBe(422);
    const [mine, theirs] = [await make('mine', [root]), await make('theirs', [root])];
    expect(await move(mine)).toBe(200);
    expect(await move(mine)).toBe(200);
    expect(await move(theirs)).toBe(422);
    expect((await ask(api, '/git/matching-refs/heads/data')).json[0].object.sha).toBe(mine);
    expect(api.repository.git(['show', 'data:a'])).toBe('mine');
  });

  it('gives blobs back byte by byte', async () => {
    const api = await start();
    const content = Buffer.from('ü\0\n'.repeat(100)).toString('base64');
    const { json } = await ask(api, '/git/blobs', { body: { content, encoding: 'base64' } });
    const back = await ask(api, `/git/blobs/${json.sha}`);
    expect(back.json.content.replaceAll('\n', '')).toBe(content);
  });

  it('lists caches by the beginning of their key and deletes them by the whole', async () => {
    const api = await start();
    for (const [id, key] of [
      [1, 'a-1'],
      [2, 'a-2'],
      [3, 'b'],
    ] as const) {
      api.state.caches.push({ id, key, ref: 'refs/heads/main', bytes: 10 });
    }
    expect((await ask(api, '/actions/caches?key=a-')).json.total_count).toBe(2);
    const deletion = await ask(api, '/actions/caches?key=a-1', { method: 'DELETE' });
    expect(deletion.json.actions_caches).toMatchObject([{ key: 'a-1' }]);
    expect((await ask(api, '/actions/caches?key=a-1', { method: 'DELETE' })).status).toBe(404);
    expect(api.state.caches.map(({ key }) => key)).toEqual(['a-2', 'b']);
  });
});
