import { describe, expect, it } from 'vitest';
import { publishCheckRun } from '../../src/github/check-run.ts';
import { readLabels } from '../../src/github/labels.ts';
import { TOKENS } from '../services/github-api.ts';
import { clientOf, github } from './clients.ts';

const request = {
  name: 'Stagetime: manuscript',
  headSha: 'f'.repeat(40),
  conclusion: 'neutral',
  title: 'PDF Rendering 34 s → 52 s',
  summary: '### PDF Rendering',
} as const;

describe('the check run', () => {
  it.each(['success', 'neutral', 'failure'] as const)('concludes with %s', async conclusion => {
    const api = await github();
    const outcome = await publishCheckRun({ client: await clientOf(api), ...request, conclusion });
    expect(outcome).toEqual({ kind: 'published', url: expect.stringContaining('/runs/') });
    expect(api.state.checkRuns).toMatchObject([
      { name: request.name, head_sha: request.headSha, conclusion },
    ]);
  });

  it('is none where the token may not write checks', async () => {
    const api = await github();
    const client = await clientOf(api, { token: TOKENS.fork });
    expect(await publishCheckRun({ client, ...request })).toEqual({ kind: 'not-permitted' });
  });

  it('is published all the same after a 502', async () => {
    const api = await github({ match: 'checks/create', times: 1, status: 502 });
    const outcome = await publishCheckRun({ client: await clientOf(api), ...request });
    expect(outcome.kind).toBe('published');
  });
});

describe('labels', () => {
  it('are those that the pull request has now', async () => {
    const api = await github();
    api.state.addPullRequest({ labels: ['slower: accepted', 'docs'] });
    expect(await readLabels(await clientOf(api), 7)).toEqual({
      ok: true,
      value: ['slower: accepted', 'docs'],
    });
  });
});
