import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { unzip } from '../github/zips.ts';
import { ACTION, deadLinks, linksIn, type Reachable } from '../services/links.ts';
import { JOB_ID, pullRequestEvent } from '../services/runner-environment.ts';
import { definition, workspace } from './harness.ts';
import { gitHub, results, runFor } from './pull-request.ts';

const RUN = '1658821493';
const { sha: SHA } = pullRequestEvent();
const FILES = {
  'stagetime.yml': definition({
    tests: 'name: Tests\nrun: "echo Error: no such fit; exit 1"',
    paper: 'name: Paper\nrun: echo fine\nneeds: [tests]',
  }),
};

/** A failed run on the pull request: what was said of it, and what there is on GitHub. */
async function failedRun({ hasService = true } = {}) {
  const api = await gitHub();
  const service = await results();
  const result = await runFor(api, {
    workspace: workspace(FILES),
    run: Number(RUN),
    env: { ...(hasService && service.env), ...ACTION },
  });
  const github: Reachable = {
    shas: [SHA],
    pullRequests: api.state.pullRequests.map(({ number }) => number),
    attempts: [`${RUN}/1`],
    jobs: [`${RUN}/${JOB_ID}`],
    artifacts: service.artifacts.map(({ id }) => `${RUN}/${id}`),
  };
  const comment = api.state.comments[0]?.body ?? '';
  const html = readFileSync(join(result.reportDir ?? '', 'report.html'), 'utf8');
  return { result, comment, html, github, artifacts: service.artifacts };
}

describe('every link of a run', () => {
  it('answers: in comment, summary and page', async () => {
    const { result, comment, html, github } = await failedRun();
    for (const document of [comment, result.summary, html]) {
      expect(linksIn(document).length).toBeGreaterThan(3);
      expect(deadLinks(document, github)).toEqual([]);
    }
  });

  it('leads from comment and summary to the report, which is there before they are', async () => {
    const { result, comment, github, artifacts } = await failedRun();
    const address = `https://github.com/octo/paper/actions/runs/${github.artifacts[0]?.replace('/', '/artifacts/')}`;
    for (const document of [comment, result.summary]) {
      expect(document).toContain(`[full report](${address})`);
      expect(document).toContain(
        `[that of the job](https://github.com/octo/paper/actions/runs/${RUN}/job/${JOB_ID})`,
      );
    }
    const files = await unzip(artifacts[0]?.content ?? Buffer.alloc(0));
    expect(Object.keys(files)).toContain('report.html');
  });

  it('promises no report where none was uploaded', async () => {
    const { result, comment, github } = await failedRun({ hasService: false });
    for (const document of [comment, result.summary]) {
      expect(document).not.toContain('full report');
      expect(deadLinks(document, github)).toEqual([]);
    }
  });

  it('is seen where it leads nowhere', () => {
    const github: Reachable = {
      shas: [SHA],
      pullRequests: [7],
      attempts: ['1/1'],
      jobs: ['1/2'],
      artifacts: ['1/3'],
    };
    const at = 'https://github.com/octo/paper';
    const dead = [
      `${at}/commit/${'0'.repeat(40)}`,
      `${at}/pull/8`,
      `${at}/actions/runs/1/attempts/2`,
      `${at}/actions/runs/1/job/3`,
      `${at}/actions/runs/1/artifacts/4`,
      `${at}/actions/runs/2#artifacts`,
      `${at}/actions/runs/1/artifacts/3/more`,
      'https://github.com/octo/stagetime/blob/v1/docs/nothing.md',
      'https://example.org',
      '#nowhere',
    ];
    const live = [
      `${at}/commit/${SHA}`,
      `${at}/actions/runs/1#artifacts`,
      `${at}/actions/runs/1/artifacts/3`,
    ];
    const document = [...dead, ...live].map(link => `[x](${link})`).join(' ');
    expect(deadLinks(document, github)).toEqual(dead);
  });
});
