import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { unzip } from '../github/zips.ts';
import type { Fault } from '../services/faults.ts';
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

/** A document as LaTeX leaves it, made before something fails. */
const PAPER_FILES = {
  'stagetime.yml': `stages:
  paper:
    name: Paper
    run: |
      mkdir -p build && printf '%%PDF-1.7 text' > build/main.pdf
      printf 'This is pdfTeX, Version 3.14\\nOutput written on main.pdf (12 pages, 99 bytes).\\n' > build/main.log
    outputs: [build/main.pdf]
    evidence: { latex-log: build/main.log }
  check: { name: Check, run: exit 1, needs: [paper] }
`,
};

interface RunOptions {
  readonly hasService?: boolean;
  readonly files?: Readonly<Record<string, string>>;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly faults?: readonly Fault[];
}

/** A failed run on the pull request: what was said of it, and what there is on GitHub. */
async function failedRun({
  hasService = true,
  files = FILES,
  inputs = {},
  faults = [],
}: RunOptions = {}) {
  const api = await gitHub();
  const service = await results(...faults);
  const result = await runFor(api, {
    workspace: workspace(files),
    run: Number(RUN),
    env: { ...(hasService && service.env), ...ACTION },
    inputs,
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

  it('leads to the PDF that was made, which is an artifact of its own', async () => {
    const run = await failedRun({ files: PAPER_FILES });
    const { result, comment, html, github, artifacts } = run;
    const paper = artifacts.find(({ mimeType }) => mimeType === 'application/pdf');
    expect(paper?.name).toMatch(/^main-manuscript-1-[0-9a-f]{6}\.pdf$/);
    expect(paper?.content.toString()).toBe('%PDF-1.7 text');
    const address = `https://github.com/octo/paper/actions/runs/${RUN}/artifacts/${paper?.id}`;
    for (const document of [comment, result.summary]) {
      expect(document).toContain(`Paper: [main.pdf](${address}), 12 pages`);
    }
    const page = await unzip(artifacts.find(one => one !== paper)?.content ?? Buffer.alloc(0));
    // The page that readers get is the one among the artifacts.
    for (const document of [html, page['report.html'] ?? '']) {
      expect(document).toContain(`<a href="${address}"><bdi>main.pdf</bdi></a>, 12 pages`);
    }
    for (const document of [comment, result.summary, html, page['report.html'] ?? '']) {
      expect(deadLinks(document, github)).toEqual([]);
    }
    expect(result.notices).toEqual([]);
  });

  it.each<[string, RunOptions, number]>([
    ['nobody wants it', { inputs: { 'upload-documents': 'false' } }, 0],
    ['it is refused', { faults: [{ match: 'CreateArtifact', status: 403, times: 1 }] }, 1],
  ])('says how many pages a PDF has and leads nowhere where %s', async (_, options, notices) => {
    const run = await failedRun({ files: PAPER_FILES, ...options });
    const { result, comment, html, github, artifacts } = run;
    expect(artifacts.map(({ name }) => name)).toEqual([expect.stringMatching(/^stagetime-/)]);
    for (const document of [comment, result.summary, html]) {
      expect(document).toContain('Paper: 12 pages');
      expect(deadLinks(document, github)).toEqual([]);
    }
    const lost = result.notices.filter(one => one.startsWith('build/main.pdf not uploaded: '));
    expect(lost).toHaveLength(notices);
    expect(result.notices).toHaveLength(notices);
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
