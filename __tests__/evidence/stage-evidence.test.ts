import { rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Stage } from '../../src/pipeline/types.ts';
import { evidenceReader } from '../../src/run/evidence.ts';
import { noticesOf, runStages, temporaryFolder } from '../execution/support.ts';
import { pipelineOf, stage } from '../pipeline/stages.ts';

const SUITE = '<testsuite><testcase name="a" time="2"/></testsuite>';

const LATEX = {
  name: 'latex',
  preset: 'latex',
  paths: ['build'],
  inputs: [],
  restoreKeys: [],
  proxy: false,
} as const;

/** Runs one stage that may leave evidence, in a folder that holds what an earlier run has left. */
async function runOne(overrides: Partial<Stage>, before: Readonly<Record<string, string>> = {}) {
  const root = temporaryFolder();
  for (const [name, text] of Object.entries(before)) {
    writeFileSync(join(root, name), text);
    utimesSync(join(root, name), 1, 1);
  }
  const only = stage('tests', overrides);
  const pipeline = pipelineOf([only], { caches: [LATEX] });
  const run = await runStages([only], {
    root,
    evidence: evidenceReader(pipeline, root, new AbortController().signal),
  });
  return { record: run.record('tests'), notices: noticesOf(run.events) };
}

/** A notice about the stage's evidence. */
function about(source: string, path: string, problem: object) {
  return { kind: 'evidence', stage: 'tests', problem: { source, path, problem } };
}

describe('the evidence of a stage', () => {
  it('stands in its record', async () => {
    const { record, notices } = await runOne({
      run: `echo '${SUITE}' > junit.xml`,
      evidence: [{ source: 'junit', file: 'junit.xml' }],
    });
    expect(record.evidence).toEqual({
      tests: {
        total: 1,
        failed: 0,
        skipped: 0,
        durationMs: 2000,
        slowest: [{ name: 'a', durationMs: 2000, id: expect.stringMatching(/^[0-9a-f]{16}$/) }],
      },
    });
    expect(notices).toEqual([]);
  });

  it('is read of a stage that failed too, without a word where there is none', async () => {
    const failed = await runOne({
      run: `echo '${SUITE}' > junit.xml; exit 1`,
      evidence: [{ source: 'junit', file: 'junit.xml' }],
    });
    expect(failed.record).toMatchObject({ status: 'failed', evidence: { tests: { total: 1 } } });
    const broken = await runOne({
      run: 'exit 1',
      evidence: [{ source: 'junit', file: 'junit.xml' }],
    });
    expect(broken.record.evidence).toBeUndefined();
    expect(broken.notices).toEqual([]);
  });

  it('is not what an earlier run left behind', async () => {
    const { record, notices } = await runOne(
      { run: 'true', evidence: [{ source: 'junit', file: 'junit.xml' }] },
      { 'junit.xml': SUITE },
    );
    expect(record.evidence).toBeUndefined();
    expect(notices).toEqual([about('junit', 'junit.xml', { kind: 'stale' })]);
    const nowhere = await runOne({
      run: 'true',
      evidence: [{ source: 'junit', file: 'out/junti.xml' }],
    });
    expect(nowhere.notices).toEqual([about('junit', 'out/junti.xml', { kind: 'missing' })]);
  });

  it("is not an earlier run's log of LaTeX either, which is no problem: nothing may have been to do", async () => {
    const { record, notices } = await runOne(
      {
        run: "echo 'Latexmk: Nothing to do'",
        evidence: [{ source: 'latex-log', file: 'main.log' }],
      },
      { 'main.log': 'Output written on main.pdf (9 pages, 10 bytes).' },
    );
    expect(record.evidence).toEqual({ latex: { usesLatexmk: true, passes: [] } });
    expect(notices).toEqual([]);
  });

  it('is said to be torn, by file and place, and the stage passes all the same', async () => {
    const { record, notices } = await runOne({
      run: 'echo "<testsuite><oops></testsuite>" > junit.xml',
      evidence: [{ source: 'junit', file: 'junit.xml' }],
    });
    expect(record).toMatchObject({ status: 'passed' });
    expect(notices).toEqual([
      about('junit', 'junit.xml', {
        kind: 'torn',
        element: 'oops',
        line: 1,
        column: expect.any(Number),
      }),
    ]);
  });

  it('tells passes of LaTeX from what the stage printed, for a cache of LaTeX or a log of it', async () => {
    const run = "echo 'Latexmk: This is Latexmk'; echo \"Run number 1 of rule 'xelatex'\"";
    const passes = { latex: { usesLatexmk: true, passes: [{ program: 'xelatex', count: 1 }] } };
    expect((await runOne({ run, caches: ['latex'] })).record.evidence).toEqual(passes);
    expect((await runOne({ run })).record.evidence).toBeUndefined();
    const log = await runOne(
      {
        run: `${run}; printf 'This is XeTeX\\nOutput written on main.pdf (3 pages, 10 bytes).\\n' > main.log`,
        evidence: [{ source: 'latex-log', file: 'main.log' }],
      },
      { 'main.log': 'old' },
    );
    expect(log.record.evidence).toMatchObject({ latex: { pages: 3, ...passes.latex } });
    expect(log.notices).toEqual([]);
    const wrong = await runOne({
      run: `${run}; echo x > main.aux`,
      evidence: [{ source: 'latex-log', file: 'main.aux' }],
    });
    expect(wrong.record.evidence).toEqual(passes);
    expect(wrong.notices).toEqual([about('latex-log', 'main.aux', { kind: 'other-format' })]);
    const missing = await runOne({ run, evidence: [{ source: 'latex-log', file: 'mian.log' }] });
    expect(missing.notices).toEqual([about('latex-log', 'mian.log', { kind: 'missing' })]);
  });

  it('leaves out times that cannot be, and says so in the record and in a notice', async () => {
    const { record, notices } = await runOne({
      run: `echo '<testsuite><testcase name="a" time="548392417"/></testsuite>' > junit.xml`,
      evidence: [{ source: 'junit', file: 'junit.xml' }],
    });
    expect(record.evidence?.tests).toMatchObject({
      total: 1,
      durationMs: 0,
      timesLeftOut: { tooLong: 1, longestMs: 548_392_417_000 },
    });
    expect(notices).toEqual([
      about('junit', 'junit.xml', {
        kind: 'times-left-out',
        times: { tooLong: 1, longestMs: 548_392_417_000, unreadable: 0 },
        stageMs: expect.any(Number),
      }),
    ]);
  });

  it.each([
    ['an empty file', ': > junit.xml', { kind: 'empty' }],
    ['a folder', 'mkdir junit.xml', { kind: 'no-file', what: 'folder' }],
    ['HTML', "echo '<html></html>' > junit.xml", { kind: 'other-root', root: 'html' }],
    [
      'two documents',
      "echo '<testsuite/><testsuite/>' > junit.xml",
      { kind: 'two-roots', line: 1 },
    ],
  ])('is not %s, which is said', async (_, run, problem) => {
    const { record, notices } = await runOne({
      run,
      evidence: [{ source: 'junit', file: 'junit.xml' }],
    });
    expect(record).toMatchObject({ status: 'passed' });
    expect(notices).toEqual([about('junit', 'junit.xml', problem)]);
  });

  it('keeps in the record of a failed stage that its file breaks off', async () => {
    const { record } = await runOne({
      run: `echo '<testsuite><testcase name="a" time="0.1"/><testcase' > junit.xml; exit 1`,
      evidence: [{ source: 'junit', file: 'junit.xml' }],
    });
    expect(record).toMatchObject({
      status: 'failed',
      evidence: { tests: { total: 1, isTorn: true } },
    });
  });
});

describe('what a document lacks', () => {
  const printed = 'This is pdfTeX, Version 3.14\\nNo file parts/a.tex.\\n';
  const run = `printf '${printed}'`;
  const lacks = { kind: 'lacks-files', files: ['parts/a.tex'] };

  it('is a notice of what was printed, where no log is named', async () => {
    const { notices } = await runOne({ run, caches: ['latex'] });
    expect(notices).toEqual([
      { kind: 'evidence', stage: 'tests', problem: { source: 'output', problem: lacks } },
    ]);
  });

  it('is one notice where the log says it too', async () => {
    const { notices } = await runOne({
      run: `${run} | tee main.log`,
      evidence: [{ source: 'latex-log', file: 'main.log' }],
    });
    expect(notices).toEqual([about('latex-log', 'main.log', lacks)]);
  });

  it('is no news beside the failure of the stage', async () => {
    const { notices } = await runOne({ run: `${run}; exit 1`, caches: ['latex'] });
    expect(notices).toEqual([]);
  });
});

describe('the evidence of a reused stage', () => {
  const LOG = [
    'This is pdfTeX, Version 3.14',
    "LaTeX Warning: Reference \\`fig:a' on page 1 undefined on input line 4.",
    'Output written on main.pdf (12 pages, 99 bytes).',
  ];
  const paper = stage('paper', {
    run: `mkdir -p build; printf '%s\\n' ${LOG.map(line => `"${line}"`).join(' ')} > build/main.log; echo '${SUITE}' > junit.xml`,
    inputs: ['in'],
    evidence: [
      { source: 'latex-log', file: 'build/main.log' },
      { source: 'junit', file: 'junit.xml' },
    ],
  });

  /** Runs a stage, changes its folder, and runs it again. */
  async function twice(only: Stage, change: (root: string) => void) {
    const root = temporaryFolder();
    writeFileSync(join(root, 'in'), '');
    const run = () => {
      const pipeline = pipelineOf([only]);
      const evidence = evidenceReader(pipeline, root, new AbortController().signal);
      return runStages([only], { root, reuse: true, evidence });
    };
    const first = await run();
    change(root);
    const second = await run();
    expect(first.record('paper').status).toBe('passed');
    expect(second.record('paper').status).toBe('reused');
    return {
      first: first.record('paper').evidence,
      again: second.record('paper').evidence,
      notices: [first, second].map(({ events }) => noticesOf(events)),
    };
  }

  it('says what the document lacks, in the run that made it and in those that reuse it', async () => {
    const run = paper.run.replace('Output written', 'No file chapters/intro.tex.\nOutput written');
    const { notices } = await twice({ ...paper, run }, () => {});
    const problem = { kind: 'lacks-files', files: ['chapters/intro.tex'] };
    const notice = { ...about('latex-log', 'build/main.log', problem), stage: 'paper' };
    expect(notices).toEqual([[notice], [notice]]);
  });

  it('is what the log says that came with its result: pages, references, and no times', async () => {
    const { first, again } = await twice(paper, root =>
      rmSync(join(root, 'build'), { recursive: true }),
    );
    const document = {
      pages: 12,
      undefinedReferences: 1,
      undefinedKeys: ['fig:a'],
    };
    expect(first).toMatchObject({ latex: document, tests: { total: 1 } });
    expect(again).toMatchObject({ latex: { ...document, passes: [], usesLatexmk: false } });
    expect(again).not.toHaveProperty('tests');
  });
});
