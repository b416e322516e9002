/** What holds of every format in the table, whoever wrote its parser. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import * as v from 'valibot';
import { beforeAll, describe, expect, it } from 'vitest';
import { FORMAT_KEYS, FORMATS, type FormatKey } from '../../src/evidence/formats.ts';
import { readFile } from '../../src/evidence/readers.ts';
import { type ReadingOptions, readingWith } from '../../src/evidence/reading.ts';
import { expectEvidence } from '../../src/evidence/stage-evidence.ts';
import { declaredOutputs } from '../../src/execution/inputs/fingerprints.ts';
import { type FoundEvidence, stageEvidence } from '../../src/record/evidence.ts';
import { evidenceProblem } from '../../src/record/facts/stage/evidence-problem.ts';
import { parseRunRecord } from '../../src/record/run-record.ts';
import { visible } from '../../src/record/text.ts';
import { evidenceProblemText } from '../../src/reporting/words/facts/evidence-problems.ts';
import { aRun, aStage } from '../builders.ts';
import { temporaryFolder as bundleFolder } from '../caching/trees.ts';
import { bundleEntry } from '../caching/worker-bundle.ts';
import { problemsOf, stageOf } from '../definition/helpers.ts';
import { temporaryFolder } from '../execution/support.ts';

import { EXAMPLES } from './examples.ts';

const PATH = 'made';
/** An engine ran: a log that it did not write is a problem. */
const PRINTED = 'This is XeTeX, Version 3.14 (preloaded format=xelatex)\n';
const PASSES = { passes: [{ program: 'xelatex', count: 1 }], usesLatexmk: false };
const HERE: ReadingOptions = { thread: undefined, signal: new AbortController().signal };

interface Left {
  readonly before?: (file: string) => void;
  readonly make?: (file: string) => void;
  readonly reading?: ReadingOptions;
}

/** What is found of a stage that leaves a file of the format, or something else in its place. */
async function foundOf(key: FormatKey, { before, make, reading = HERE }: Left) {
  const root = temporaryFolder();
  const [file, log] = [join(root, PATH), join(root, 'log')];
  writeFileSync(log, PRINTED);
  before?.(file);
  const places = {
    root,
    files: [{ source: key, file: PATH }],
    printsPasses: FORMATS[key].gives === 'latex',
  };
  const read = await expectEvidence(places, readingWith(reading));
  make?.(file);
  return read(log, 1000);
}

const written = (text: string | Buffer) => (file: string) => writeFileSync(file, text);

/** Nothing but what was printed, and the problem. */
function expectNothing(key: FormatKey, found: FoundEvidence, problem: object): void {
  const isDocument = FORMATS[key].gives === 'latex';
  expect(found).toEqual({
    ...(isDocument && { evidence: { latex: PASSES } }),
    problems: [{ source: key, path: PATH, problem }],
  });
}

/** It fits the record, where its texts are short and visible, and has words. */
function expectRecorded({ evidence, problems }: FoundEvidence): void {
  const stage = aStage({ id: 'a', ...(evidence && { evidence }) });
  const notices = problems.map(problem => ({ kind: 'evidence', stage: 'a', problem }) as const);
  const run = aRun({ stages: [stage], notices });
  expect(parseRunRecord(JSON.stringify(run))).toEqual({ ok: true, record: run });
  for (const text of textsIn([evidence, problems])) {
    expect(text.length).toBeLessThanOrEqual(1_000);
    expect(visible(text)).toBe(text);
  }
  for (const problem of problems) expect(evidenceProblemText(problem)).toContain(PATH);
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

const HOSTILE = [
  '\u202Eevil',
  '\u001b[31mred',
  'x'.repeat(100_000),
  'a\u0000b',
  '\uD800',
  '👩‍🔬'.repeat(5_000),
  ']]>',
  "it's",
  '`$(rm)`',
  '::set-output name=a::b',
  '1e999',
  '__proto__',
];

describe.each(FORMAT_KEYS)('the format %s', key => {
  const example = EXAMPLES[key];

  it('has a name, a purpose and a remedy, and a key of its own', () => {
    const { name, about, remedy } = FORMATS[key];
    expect(key).toMatch(/^[a-z][a-z0-9-]*$/);
    expect(key).not.toBe('output');
    for (const words of [name, about, remedy]) expect(words.trim()).not.toBe('');
    expect(about).toMatch(/^[A-Z].*\.$/);
  });

  it('is named in a definition by one file, which is among what the stage makes', () => {
    const stage = stageOf(`evidence: { ${key}: ./out//made }`);
    expect(stage.evidence).toEqual([{ source: key, file: 'out/made' }]);
    expect(declaredOutputs(stage)).toEqual(['out/made']);
    const faults = (file: string) =>
      problemsOf(`stages: { a: { run: x, evidence: { ${key}: "${file}" } } }`);
    expect(faults('out/*')).toEqual([expect.stringContaining('is a pattern')]);
    expect(faults('!made')).toEqual([expect.stringContaining('excludes a file')]);
    expect(faults('/made')).toEqual([expect.stringContaining('is absolute')]);
    expect(problemsOf('stages: { a: { run: x, evidence: made } }')[0]).toContain(`\`${key}\``);
  });

  it('is read where the stage has written it', async () => {
    const found = await foundOf(key, { make: written(example.text) });
    expect(found).toMatchObject({ evidence: example.numbers, problems: [] });
    expectRecorded(found);
  });

  it('is read again where an earlier run has left one', async () => {
    const found = await foundOf(key, {
      before: written('old'),
      make: written(example.text),
    });
    expect(found).toMatchObject({ evidence: example.numbers, problems: [] });
  });

  const isWindows = process.platform === 'win32';
  it.each<[string, Left, object]>([
    ['missing', {}, { kind: 'missing' }],
    ["an earlier run's", { before: written(example.text) }, { kind: 'stale' }],
    ['a folder', { make: file => mkdirSync(file) }, { kind: 'no-file', what: 'folder' }],
    ['empty', { make: written('') }, { kind: 'empty' }],
    [
      'too large',
      {
        make: file => {
          writeFileSync(file, example.text);
          truncateSync(file, 65 * 1024 * 1024);
        },
      },
      { kind: 'too-large', limitBytes: 64 * 1024 * 1024 },
    ],
    ...(isWindows
      ? []
      : [
          [
            'a pipe that nobody writes into',
            { make: (file: string) => spawnSync('mkfifo', [file]) },
            { kind: 'no-file', what: 'other' },
          ] as [string, Left, object],
        ]),
    ...FORMAT_KEYS.filter(other => other !== key).map((other): [string, Left, object] => [
      other,
      { make: written(EXAMPLES[other].text) },
      expect.objectContaining({ kind: expect.stringMatching(/^other-(?:format|root)$/) }),
    ]),
    ['of another program', { make: written('%PDF-1.7\n%\xe2\xe3\n') }, { kind: 'other-format' }],
    ['zeros', { make: written(Buffer.alloc(5000)) }, { kind: 'other-format' }],
  ])('says that it is %s', async (_, left, problem) => {
    const found = await foundOf(key, left);
    expectNothing(key, found, problem);
    expectRecorded(found);
  });

  it.each(HOSTILE.map(text => [JSON.stringify(text.slice(0, 20)), text]))(
    'makes short and visible texts of %s',
    async (_, text) => {
      const found = await foundOf(key, { make: written(example.withText(text)) });
      expect(found.evidence).toBeDefined();
      expectRecorded(found);
    },
  );

  it('never throws, whatever is in the file', async () => {
    const pieces = [example.text, example.withText('a'), example.withText('\n')].flatMap(text => [
      text,
      ...text.split(/(\s+|[<>"#:])/),
    ]);
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map(array => Buffer.from(array)),
      fc
        .array(fc.oneof(fc.constantFrom(...pieces), fc.string()), { maxLength: 40 })
        .map(parts => Buffer.from(parts.join(''))),
    );
    const file = join(temporaryFolder(), PATH);
    await fc.assert(
      fc.asyncProperty(bytes, async content => {
        writeFileSync(file, content);
        const result = await readFile({ source: key, file, stageMs: 1000 });
        if (result.kind === 'unreadable') {
          return v.is(evidenceProblem, { source: key, problem: result.problem });
        }
        const { latex, ...numbers } = result.numbers;
        const evidence = { ...numbers, ...(latex && { latex: { ...PASSES, ...latex } }) };
        return (
          v.is(stageEvidence, evidence) &&
          result.problems.every(problem => v.is(evidenceProblem, { source: key, problem }))
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe('a large file', () => {
  const folder = bundleFolder();
  let thread: string;
  beforeAll(async () => {
    thread = await bundleEntry(folder.path, 'src/evidence/thread.ts');
  });
  const signal = new AbortController().signal;

  it.each(FORMAT_KEYS)('of %s is read in a thread as it is read here', async key => {
    const make = written(EXAMPLES[key].large(2 << 20));
    const inThread = await foundOf(key, { make, reading: { thread, signal } });
    expect(inThread.problems).toEqual([]);
    expect(inThread).toEqual(await foundOf(key, { make }));
  });

  it.each(FORMAT_KEYS)('of %s is read no further when the run is ended', async key => {
    const ending = new AbortController();
    const root = temporaryFolder();
    const file = join(root, PATH);
    writeFileSync(file, EXAMPLES[key].large(20 << 20));
    const read = readingWith({ thread, signal: ending.signal });
    const result = read({ kind: 'file', source: key, file, stageMs: 1000 });
    ending.abort();
    await expect(result).rejects.toThrow('took too long');
    const found = await foundOf(key, {
      make: written(''),
      reading: { thread, signal: ending.signal },
    });
    expect(found.problems).toContainEqual({
      source: key,
      path: PATH,
      problem: expect.objectContaining({ kind: 'system' }),
    });
  });

  it.each(FORMAT_KEYS)('of %s is read no longer than the limit', async key => {
    const make = written(EXAMPLES[key].large(20 << 20));
    const found = await foundOf(key, { make, reading: { thread, signal, limitMs: 1 } });
    expectNothing(key, found, { kind: 'system', message: 'reading it took too long' });
  });
});
