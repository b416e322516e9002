import { describe, expect, it } from 'vitest';
import { siteOf } from '../../../src/github/runner/site.ts';

const variables = {
  GITHUB_SERVER_URL: 'https://github.example.org:8443',
  GITHUB_REPOSITORY: 'octo-org/paper.tex',
  GITHUB_ACTION_REPOSITORY: 'octo-org/stagetime',
  GITHUB_ACTION_REF: 'v1',
};
const sha = '89abcdef0123456789abcdef0123456789abcdef';
const runner = { isRunner: true, variables, event: { pull_request: { head: { sha } } } };

describe('the site', () => {
  it('is where the repository, the request and the docs of the Action are', () => {
    expect(siteOf(runner)).toEqual({
      repository: 'https://github.example.org:8443/octo-org/paper.tex',
      headSha: sha,
      docs: 'https://github.example.org:8443/octo-org/stagetime/blob/v1/docs',
    });
  });

  it('has no docs where the Action is of the repository itself', () => {
    const { GITHUB_ACTION_REPOSITORY: _, ...local } = variables;
    expect(siteOf({ ...runner, variables: local })).not.toHaveProperty('docs');
  });

  it.each([
    ['outside a runner', { ...runner, isRunner: false }],
    ['without a server', { ...runner, variables: { GITHUB_REPOSITORY: 'a/b' } }],
    [
      'where the server is a script',
      { ...runner, variables: { ...variables, GITHUB_SERVER_URL: 'javascript:alert(1)//' } },
    ],
    [
      'where the repository closes a link',
      { ...runner, variables: { ...variables, GITHUB_REPOSITORY: 'a/b)[x](c' } },
    ],
  ])('is unknown %s', (_, context) => {
    expect(siteOf(context)).toBeUndefined();
  });

  it('has no commit that is none', () => {
    const event = { pull_request: { head: { sha: '../..' } } };
    expect(siteOf({ ...runner, event })).not.toHaveProperty('headSha');
  });
});
