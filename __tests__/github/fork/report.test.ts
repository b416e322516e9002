import { describe, expect, it } from 'vitest';
import { failureCause, withCauses } from '../../../src/analysis/failure-cause.ts';
import {
  FORK_REPORT_FILE,
  forkArtifactName,
  forkReportText,
  parseForkReport,
} from '../../../src/github/fork/artifact.ts';
import { loadForkReports } from '../../../src/github/fork/report.ts';
import type {
  ForkFault,
  ForkReportFault,
} from '../../../src/record/facts/faults/github-failure.ts';
import { jobTitle, readLeg } from '../../../src/record/job.ts';
import { aRun, aStage } from '../../builders.ts';
import type { GitHubApi } from '../../services/github-api.ts';
import type { Artifact, PullRequest, WorkflowRun } from '../../services/github-state.ts';
import { clientOf, github } from '../clients.ts';
import { zipOf } from '../zips.ts';

const SHA = 'f'.repeat(40);
const FORK = { id: 99, owner: 'stranger' };
const HEAD = { sha: SHA, repositoryId: FORK.id };
const RUN: WorkflowRun = {
  id: 555,
  attempt: 2,
  startedAt: '2026-03-14T10:00:00Z',
  event: 'pull_request',
  headSha: SHA,
  headBranch: 'topic',
  headRepository: FORK,
};
const record = aRun({ stages: [aStage({ id: 'render', durationMs: 52_000 })] });

interface Situation {
  readonly run?: Partial<WorkflowRun>;
  readonly pull?: Partial<PullRequest>;
  readonly artifact?: Partial<Artifact>;
  readonly text?: string;
}

/** A fork's pull request, the run of it, and the artifact that the run left. */
async function situation({ run, pull, artifact, text }: Situation = {}): Promise<GitHubApi> {
  const api = await github();
  api.state.runs.push({ ...RUN, ...run });
  api.state.addPullRequest({ head: { sha: SHA, ref: 'topic', repository: FORK }, ...pull });
  const content = text ?? forkReportText(record, HEAD);
  api.state.artifacts.push({
    id: 1,
    run: RUN.id,
    name: forkArtifactName(RUN.attempt, record.pipeline.id),
    content: zipOf({ name: FORK_REPORT_FILE, content }),
    ...artifact,
  });
  return api;
}

/** The only report, with where it goes; or why there is none. */
async function load(api: GitHubApi) {
  const found = await loadForkReports(await clientOf(api), RUN.id);
  if (found.kind === 'nothing') return found;
  const { reports, ...where } = found;
  expect(reports).toHaveLength(1);
  const [report] = reports;
  return { ...where, ...(report as NonNullable<typeof report>) };
}

async function faultFor(given: Situation): Promise<ForkFault> {
  const report = await load(await situation(given));
  if (report.kind === 'report') throw new Error('there is a report');
  return report.fault;
}

describe('the report of a fork', () => {
  it('goes to the pull request whose head it is about', async () => {
    const api = await situation();
    // The same branch name in another repository of the owner, an older commit, a closed one, and the
    // same commit on another branch.
    const other = { sha: SHA, ref: 'topic', repository: { ...FORK, id: 98 } };
    const older = { sha: '0'.repeat(40), ref: 'topic', repository: FORK };
    api.state.addPullRequest({ number: 1, head: other });
    api.state.addPullRequest({ number: 2, head: older });
    api.state.addPullRequest({ number: 3, state: 'closed', head: { ...older, sha: SHA } });
    api.state.addPullRequest({ number: 4, head: { sha: SHA, ref: 'other', repository: FORK } });
    const report = await load(api);
    expect(report).toMatchObject({ kind: 'report', pullRequest: 7 });
    expect(report).toMatchObject({ record: { stages: [{ id: 'render', durationMs: 52_000 }] } });
  });

  it('takes nothing from the artifact that GitHub knows better', async () => {
    const run = { id: '999999999', attempt: 9, branch: 'main', pullRequest: 1, event: 'push' };
    const forged = { ...record, run: { ...record.run, ...run } };
    const report = await load(await situation({ text: forkReportText(forged, HEAD) }));
    expect(report).toMatchObject({
      headSha: SHA,
      record: { run: { id: '555', attempt: 2, branch: 'topic', pullRequest: 7, sha: SHA } },
    });
  });

  it('holds names that are longer than is worth showing, cut short', async () => {
    const long = aRun({ stages: [aStage({ name: 'x'.repeat(10_000) })] });
    const report = await load(await situation({ text: forkReportText(long, HEAD) }));
    expect(report).toMatchObject({ record: { stages: [{ name: 'x'.repeat(500) }] } });
  });

  it('names the documents that GitHub lists with the run as PDFs, each once', async () => {
    const document = (artifact: number, stage = 'render') => {
      return { stage, file: `build/${artifact}.pdf`, artifact };
    };
    const claimed = [20, 20, 21, 22, 23, 24].map(id => document(id));
    claimed.push(document(25, 'elsewhere'));
    const api = await situation({ text: forkReportText(record, HEAD, claimed) });
    const pdf = { run: RUN.id, name: 'main-build-2-abcdef.pdf', content: Buffer.alloc(10) };
    api.state.artifacts.push(
      { ...pdf, id: 20 },
      { ...pdf, id: 21, run: 556 },
      { ...pdf, id: 22, name: 'stagetime-build-2-abcdef' },
      { ...pdf, id: 24 },
      { ...pdf, id: 25 },
    );
    expect(await load(api)).toMatchObject({ documents: [document(20), document(24)] });
  });

  it.each([
    ['an address for an id', { stage: 'render', file: 'a.pdf', artifact: '20/../../evil' }],
    ['an id below 1', { stage: 'render', file: 'a.pdf', artifact: -1 }],
    ['an id that is no whole number', { stage: 'render', file: 'a.pdf', artifact: 1.5 }],
    ['something more', { stage: 'render', file: 'a.pdf', artifact: 20, href: 'https://a.example' }],
  ])('is refused where a document has %s', async (_, document) => {
    const text = JSON.stringify({
      ...JSON.parse(forkReportText(record, HEAD)),
      documents: [document],
    });
    const fault = await faultFor({ text });
    expect(fault).toMatchObject({ why: 'bad-report', fault: { why: 'bad-value' } });
  });

  it('is read without the token going to the storage', async () => {
    const api = await situation();
    await load(api);
    expect(api.requests.at(-1)).toEqual({ operation: 'download', status: 200 });
  });
});

describe('several pipelines of one run', () => {
  /** A run that left a report for each of these pipelines. */
  async function left(...ids: readonly string[]) {
    const api = await situation();
    api.state.artifacts = ids.map((id, index) => {
      const report = { ...record, pipeline: { ...record.pipeline, id } };
      const content = zipOf({ name: FORK_REPORT_FILE, content: forkReportText(report, HEAD) });
      return { id: index + 1, run: RUN.id, name: forkArtifactName(RUN.attempt, id), content };
    });
    return api;
  }

  async function reportsOf(api: GitHubApi) {
    const found = await loadForkReports(await clientOf(api), RUN.id);
    return found.kind === 'found' ? found.reports : [];
  }

  it('have a report each, beside whatever else the run left', async () => {
    const api = await left('book', 'slides');
    const other = { run: RUN.id, name: 'stagetime-job-2-abcdef', content: Buffer.alloc(10) };
    api.state.artifacts.push({ ...other, id: 3 });
    const ids = (await reportsOf(api)).map(one => one.kind === 'report' && one.record.pipeline.id);
    expect(ids.sort()).toEqual(['book', 'slides']);
  });

  it('do not lose one another when one of them is forged', async () => {
    const api = await left('book', 'slides');
    const [first, ...others] = api.state.artifacts;
    const forged = { ...(first as NonNullable<typeof first>), content: Buffer.from('forged') };
    api.state.artifacts = [forged, ...others];
    expect((await reportsOf(api)).map(({ kind }) => kind).sort()).toEqual(['refused', 'report']);
  });

  it('have one for each job and leg, which nobody but their artifact knows', async () => {
    const api = await situation();
    const legs = ['3.9', '3.10'].map(python => ({
      workflow: 'pipeline',
      job: 'test',
      ...readLeg(JSON.stringify({ python })),
    }));
    api.state.artifacts = legs.map((leg, index) => {
      const report = { ...record, run: { ...record.run, ...leg } };
      const content = zipOf({ name: FORK_REPORT_FILE, content: forkReportText(report, HEAD) });
      const name = forkArtifactName(RUN.attempt, record.pipeline.id, leg);
      return { id: index + 1, run: RUN.id, name, content };
    });
    const reports = await reportsOf(api);
    const titles = reports.map(one => one.kind === 'report' && jobTitle(one.record.run));
    expect(titles.sort()).toEqual(['test (3.10)', 'test (3.9)']);
    expect(reports).toMatchObject(
      [RUN, RUN].map(({ id }) => ({ record: { run: { id: `${id}` } } })),
    );
  });

  it('are refused where one claims to be of another job than its name says', async () => {
    const api = await situation();
    const forged = { ...record, run: { ...record.run, job: 'docs' } };
    const content = zipOf({ name: FORK_REPORT_FILE, content: forkReportText(forged, HEAD) });
    api.state.artifacts = [{ ...(api.state.artifacts[0] as Artifact), content }];
    expect(await reportsOf(api)).toEqual([{ kind: 'refused', fault: badReport('other-job') }]);
  });

  it('are eight at most, and it says so', async () => {
    const ids = Array.from({ length: 30 }, (_, i) => `pipeline ${i}`);
    const reports = await reportsOf(await left(...ids));
    expect(reports).toHaveLength(9);
    expect(reports.at(-1)).toEqual({
      kind: 'refused',
      fault: { why: 'more-reports', count: 22 },
    });
  });
});

/** A report that is there and not believed. */
function badReport(why: ForkReportFault['why']) {
  return { why: 'bad-report', fault: { why } };
}

describe('nothing is posted, and it says why,', () => {
  it.each<[string, Situation, object]>([
    [
      'for another commit',
      { pull: { head: { sha: SHA.replace('f', '0'), ref: 'topic', repository: FORK } } },
      { why: 'no-pull-request' },
    ],
    [
      'for another repository',
      { pull: { head: { sha: SHA, ref: 'topic', repository: { ...FORK, id: 98 } } } },
      { why: 'no-pull-request' },
    ],
    [
      'for a repository that is gone',
      { pull: { head: { sha: SHA, ref: 'topic', repository: null } } },
      { why: 'no-pull-request' },
    ],
    [
      'for a pull request that was closed',
      { pull: { state: 'closed' } },
      { why: 'no-pull-request' },
    ],
    [
      'for a run of another event',
      { run: { event: 'push' } },
      { why: 'other-event', event: 'push' },
    ],
    [
      'for an artifact of another attempt',
      { artifact: { name: forkArtifactName(1, record.pipeline.id) } },
      { why: 'no-artifact' },
    ],
    [
      'for an artifact that claims 50 MB',
      { artifact: { claimedBytes: 50_000_000 } },
      { why: 'large-artifact' },
    ],
    [
      'for an artifact that has 50 MB and claims less',
      { artifact: { content: Buffer.alloc(50_000_000), claimedBytes: 10 } },
      { why: 'large-artifact' },
    ],
    [
      'for an artifact that is no archive',
      { artifact: { content: Buffer.from('hello') } },
      badReport('bad-archive'),
    ],
    ['for no archive at all', { artifact: { content: Buffer.alloc(0) } }, badReport('bad-archive')],
    [
      'for an archive of other files',
      { artifact: { content: zipOf({ name: '../evil', content: '' }) } },
      badReport('bad-archive'),
    ],
    [
      'for an archive of two files',
      {
        artifact: {
          content: zipOf({ name: FORK_REPORT_FILE, content: '{}' }, { name: 'x', content: '' }),
        },
      },
      badReport('bad-archive'),
    ],
    [
      'for a file that unpacks to 50 MB',
      { text: ' '.repeat(50_000_000) },
      badReport('bad-archive'),
    ],
    [
      'for one that also lies about it',
      {
        artifact: {
          content: zipOf({
            name: FORK_REPORT_FILE,
            content: ' '.repeat(50_000_000),
            claimedBytes: 100,
          }),
        },
      },
      badReport('bad-archive'),
    ],
    ['for no JSON', { text: '{"schema":1' }, badReport('not-json')],
    [
      'for deep nesting',
      { text: `${'['.repeat(200_000)}${']'.repeat(200_000)}` },
      badReport('out-of-bounds'),
    ],
    ['for other JSON', { text: '[]' }, badReport('bad-value')],
    [
      'for an unknown field',
      { text: forkReportText(record, HEAD).replace('"schema":1', '"schema":1,"number":1') },
      badReport('bad-value'),
    ],
    [
      'for numbers that are none',
      { text: forkReportText(record, HEAD).replace('52000', '-1') },
      badReport('bad-value'),
    ],
    [
      'for a forged commit',
      { text: forkReportText(record, { ...HEAD, sha: 'a'.repeat(40) }) },
      badReport('other-commit'),
    ],
    [
      'for a forged repository',
      { text: forkReportText(record, { ...HEAD, repositoryId: 4242 }) },
      badReport('other-repository'),
    ],
    [
      'for a name of 10 kB',
      { text: forkReportText(record, HEAD).replaceAll('"render"', `"${'x'.repeat(10_000)}"`) },
      badReport('out-of-bounds'),
    ],
    [
      'for another pipeline than the name says',
      { artifact: { name: forkArtifactName(RUN.attempt, 'other') } },
      badReport('other-job'),
    ],
    [
      'for a thousand stages',
      { text: forkReportText(aRun({ stages: Array(1000).fill(aStage()) }), HEAD) },
      badReport('out-of-bounds'),
    ],
  ])('%s', async (_, given, fault) => {
    expect(await faultFor(given)).toMatchObject(fault);
  });

  const NASTY = 'x\n\n- [a](b)\u202E\u0007';

  it.each<[string, Situation]>([
    [
      'a field',
      { text: forkReportText(record, HEAD).replace('{', `{${JSON.stringify(NASTY)}:1,`) },
    ],
    ['a file', { artifact: { content: zipOf({ name: `/${NASTY}`, content: '' }) } }],
  ])('in one line of visible text, whatever %s is called', async (_, given) => {
    const reason = JSON.stringify(await faultFor(given));
    expect(reason).toContain('x[U+000A][U+000A]- [a](b)[U+202E]');
    expect(reason).not.toMatch(/\p{C}/u);
  });

  it('for two pull requests with the same head', async () => {
    const api = await situation();
    const [first] = api.state.pullRequests;
    api.state.addPullRequest({ ...first, number: 8 });
    expect(await load(api)).toMatchObject({ fault: { why: 'several-pull-requests' } });
  });

  it('for two artifacts of the name', async () => {
    const api = await situation();
    const [first] = api.state.artifacts;
    if (first !== undefined) api.state.artifacts.push({ ...first, id: 2 });
    const refused = { kind: 'refused', fault: { why: 'twin-artifacts' } };
    expect(await loadForkReports(await clientOf(api), RUN.id)).toMatchObject({
      reports: [refused, refused],
    });
    expect(api.requests.map(({ operation }) => operation)).not.toContain('download');
  });

  it('for a run that is not there', async () => {
    expect(await load(await github())).toMatchObject({
      fault: { why: 'github', failure: { kind: 'refused', status: 404 } },
    });
  });
});

describe('the artifact', () => {
  it('holds numbers and names, no output of stages', () => {
    const stage = aStage({
      id: 'tests',
      name: 'Project Tests',
      logTail: ['secret output'],
      survivors: ['secret command line'],
      evidence: { latex: { passes: [{ program: 'secret', count: 1 }], usesLatexmk: true } },
    });
    const text = forkReportText(
      aRun({ stages: [stage], notices: [{ kind: 'said', text: 'secret path' }] }),
      HEAD,
    );
    expect(text).not.toContain('secret');
    const parsed = parseForkReport(text, HEAD);
    expect(parsed).toMatchObject({ ok: true, record: { stages: [{ name: 'Project Tests' }] } });
  });

  it('brings along why a stage failed, and of its output nothing else', () => {
    const failures = [{ name: 'tests.test_fit::test_fit', message: '3 != 4' }];
    const broken = { status: 'failed', exitCode: 1 } as const;
    const tests = { total: 9, failed: 2, skipped: 0, durationMs: 40, slowest: [], failures };
    const stages = [
      aStage({ id: 'a', ...broken, evidence: { tests } }),
      aStage({ id: 'b', ...broken, logTail: ['chatter', 'Error: no such file', 'more'] }),
      aStage({ id: 'c', ...broken, logTail: ['chatter'] }),
    ];
    const text = forkReportText(withCauses(aRun({ status: 'failed', stages })), HEAD);
    expect(text).not.toContain('chatter');
    const parsed = parseForkReport(text, HEAD);
    if (!parsed.ok) throw new Error('it is refused');
    expect(parsed.record.stages.map(failureCause)).toEqual([
      { kind: 'tests', failures, failed: 2 },
      { kind: 'log', line: 'Error: no such file' },
      undefined,
    ]);
  });

  it.each([
    ['of an unknown kind', { kind: 'rumour', line: 'x' }],
    ['with no test that failed', { kind: 'tests', failures: [], failed: 1 }],
    [
      'with more tests than are kept',
      { kind: 'tests', failures: Array(6).fill({ name: 'x' }), failed: 6 },
    ],
    ['that is longer than any line', { kind: 'log', line: 'x'.repeat(501) }],
    ['with numbers that are none', { kind: 'latex', error: { message: 'x', line: -1 } }],
  ])('is refused with a cause %s', (_, cause) => {
    const report = JSON.parse(forkReportText(record, HEAD));
    report.record.stages[0].cause = cause;
    expect(parseForkReport(JSON.stringify(report), HEAD)).toMatchObject({ ok: false });
  });

  it('brings along what the stages are measured by', () => {
    const usual = { tool: 'pytest', mostMs: 60_000 } as const;
    const stages = [aStage({ id: 'tests', usual }), aStage({ id: 'render', budgetMs: 90_000 })];
    const parsed = parseForkReport(forkReportText(aRun({ stages }), HEAD), HEAD);
    expect(parsed).toMatchObject({
      ok: true,
      record: { stages: [{ usual }, { budgetMs: 90_000 }] },
    });
  });

  it('has what it should not have taken out again when it is read', () => {
    const report = JSON.parse(forkReportText(record, HEAD));
    report.record.notices = [{ kind: 'said', text: '@everyone' }];
    report.record.stages[0].logTail = ['click here'];
    const text = JSON.stringify(parseForkReport(JSON.stringify(report), HEAD));
    expect(text).not.toMatch(/everyone|click/);
  });
});
