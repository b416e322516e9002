/**
 * Processor time of every parser and matcher over the size of what it reads, on text made to be slow to
 * read: from 1 kB to 16 MB, and the worst ratio from one size to the next. Each time is printed as it is
 * measured, so that what never ends shows where. `-- WORD` takes the rows whose names hold the word.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseTree } from '../src/caching/archive/index-schema.ts';
import { withFormats } from '../src/caching/latexmk-database.ts';
import { MOST_BYTES } from '../src/definition/document/text.ts';
import { parseDefinition } from '../src/definition/parse.ts';
import { readPasses } from '../src/evidence/latex/passes.ts';
import { readFile } from '../src/evidence/readers.ts';
import { lastLines } from '../src/execution/logs/read-log.ts';
import { screenOf } from '../src/execution/logs/screen.ts';
import { createMaskFinder } from '../src/execution/redaction/masks.ts';
import { createRedactor } from '../src/execution/redaction/redactor.ts';
import { readMarked } from '../src/github/comment/marker.ts';
import { readSections } from '../src/github/comment/sections.ts';
import { readEvent } from '../src/github/runner/event.ts';
import { createReplyReader } from '../src/llm/replies/reply-reader.ts';
import { matches, startDescent } from '../src/pipeline/patterns/descent.ts';
import { mayMeet } from '../src/pipeline/patterns/patterns.ts';
import { entriesOf } from '../src/programs/git.ts';
import { parseHistory } from '../src/record/history.ts';
import { parseRunRecord } from '../src/record/run-record.ts';
import { logLine, oneLine } from '../src/record/text.ts';
import { median, tell } from './support/claims.ts';

const SMALLEST = 1024;
const LARGEST = 16 * 1024 * 1024;
/** Shorter times say more of the machine than of the size. */
const TOLD_FROM_MS = 60;
const ROUNDS = 3;
/** Longer ones need no second measurement, unless their ratio is missed. */
const ENOUGH_MS = 500;
/** Whatever is not linear shows before it takes minutes. */
const TOO_LONG_MS = 15_000;
const AT_MOST = 2.3;
/** How often a missed ratio is measured again: collections of garbage and other programs come and go. */
const RETRIES = 3;

const ENGINE = 'This is pdfTeX, Version 3.14\n';
const WIDE_ENGINE = 'This is LuaHBTeX, Version 1.15.0\n';
const WARNING = 'LaTeX Warning: Citation `';

interface Corpus {
  readonly what: string;
  /** Gets a file with the text, or the text itself. */
  readonly read: (file: string) => unknown;
  readonly takes?: 'text';
  /** What is larger is refused unread, in bytes. */
  readonly most?: number;
  readonly start: string;
  /** Is repeated until the file is as large as wanted. */
  readonly unit: string | ((i: number) => string);
}

const junit = (what: string, start: string, unit: Corpus['unit']): Corpus => ({
  what: `JUnit: ${what}`,
  read: file => readFile({ source: 'junit', file, stageMs: 1000 }),
  start,
  unit,
});
const tap = (what: string, start: string, unit: Corpus['unit']): Corpus => ({
  what: `TAP: ${what}`,
  read: file => readFile({ source: 'tap', file, stageMs: 1000 }),
  start,
  unit,
});
const log = (what: string, start: string, unit: Corpus['unit']): Corpus => ({
  what: `LaTeX: ${what}`,
  read: file => readFile({ source: 'latex-log', file, stageMs: undefined }),
  start,
  unit,
});

const ofText = (
  what: string,
  read: (text: string) => unknown,
  start: string,
  unit: Corpus['unit'],
): Corpus => ({ what, read, takes: 'text', start, unit });

/** Of a log only so much of its end is looked at. */
const onScreen = (what: string, start: string, unit: Corpus['unit']): Corpus => ({
  ...ofText(`screen: ${what}`, screenOf, start, unit),
  most: 4 * 1024 * 1024,
});

/** A definition is bounded, and with it every pattern. */
const inDefinition = (...corpus: Parameters<typeof ofText>): Corpus => ({
  ...ofText(...corpus),
  most: MOST_BYTES,
});

const pieces = (text: string, size: number, take: (piece: Buffer) => unknown): void => {
  const bytes = Buffer.from(text, 'latin1');
  for (let at = 0; at < bytes.length; at += size) take(bytes.subarray(at, at + size));
};

const REPLY_PIECE = 16 * 1024;
const reply =
  (type: string, size = REPLY_PIECE) =>
  (text: string): unknown => {
    const reader = createReplyReader(type);
    pieces(text, size, piece => reader?.read(piece));
    return reader?.end(true);
  };

const findMasks = (text: string): unknown => {
  const finder = createMaskFinder();
  try {
    pieces(text, 64 * 1024, piece => finder.push(piece));
    return finder.end();
  } catch {
    return undefined;
  }
};

const MASKS = Array.from({ length: 500 }, (_, i) => `${'a'.repeat(100)}${i}`);
const redact = (text: string): unknown => createRedactor(MASKS).text(text);

const parseYaml = (text: string): unknown => parseDefinition(Buffer.from(text, 'latin1'), 'f');
const STAGES = 'stages:\n';

/** Patterns against one long name, which a file system would refuse, and against long paths. */
const match =
  (pattern: string) =>
  (path: string): unknown =>
    matches(startDescent([pattern]), path);

const CORPORA: readonly Corpus[] = [
  ofText('glob: *a*a*a*b on a name', match('*a*a*a*a*a*b'), '', 'a'),
  ofText('glob: **/*a*a*b on a name', match('**/*a*a*a*a*b'), '', 'a'),
  ofText('glob: ?*?*[a-z]* on a name', match('?*?*[a-z]*[b-z]'), '', 'a'),
  ofText('glob: ** on a path', match('**/a/**/a/**/b'), '', 'a/'),
  inDefinition('glob: a pattern of stars', text => match(text)('a'.repeat(255)), '', '*a'),
  inDefinition('glob: a pattern of **', text => match(text)('a/'.repeat(100)), '', '**/'),
  inDefinition('glob: a pattern of braces', text => match(text)('a'), '', '{a,b}'),
  inDefinition('glob: open braces', text => match(text)('a'), '', '{'),
  inDefinition('glob: a long name after braces', text => match(text)('a'), '{a,b}'.repeat(9), 'x'),
  inDefinition(
    'glob: braces around braces',
    text => match(`${text}a,b${'}'.repeat(text.length)}`)('a'),
    '',
    '{',
  ),
  inDefinition(
    'glob: choices around choices',
    text => match(text + '}'.repeat(text.length / 3))('a'),
    '',
    '{a,',
  ),
  inDefinition('glob: nested braces', text => match(text)('a'), '', '{a,{'),
  inDefinition('glob: open brackets', text => match(text)('a'), '', '['),
  inDefinition('glob: ranges', text => match(text)('a'), '', '{1..9}'),
  inDefinition('glob: two patterns', text => mayMeet(text, '**/b'), '', '*a'),
  inDefinition('YAML: aliases', parseYaml, 'a: &a [x]\n', i => `a${i}: &a${i} [*a, *a]\n`),
  inDefinition('YAML: indents', parseYaml, '', i => `${' '.repeat(Math.min(i, 500))}a:\n`),
  inDefinition('YAML: open lists', parseYaml, STAGES, '['),
  inDefinition('YAML: quotes', parseYaml, 'a: "', 'x\\n'),
  inDefinition('YAML: stages', parseYaml, STAGES, i => `  s${i}: {run: a}\n`),
  inDefinition('YAML: keys repeated', parseYaml, STAGES, '  a: {run: a}\n'),
  inDefinition('YAML: tabs', parseYaml, 'a:', '\t'),
  inDefinition('YAML: comments', parseYaml, '', '#\n'),
  ofText('JSON history: nested', parseHistory, '{"runs":', '['),
  ofText('JSON history: numbers', parseHistory, '{"schema":1,"runs":[', '1,'),
  ofText('JSON history: lines', parseHistory, '', '<<<<<<<\n'),
  ofText('JSON record: one text', parseRunRecord, '{"schema":1,"notices":["', 'x'),
  { what: 'JSON event: one text', read: readEvent, start: '{"before":"', unit: 'x' },
  ofText(
    'JSON tree of an archive',
    text => parseTree(text, { paths: ['a'], maxBytes: 1e9 } as never),
    '[',
    '1,',
  ),
  ofText('SSE: pieces of a byte', reply('text/event-stream', 1), 'data: ', 'x'),
  ofText('SSE: one event', reply('text/event-stream'), 'data: ', 'x'),
  ofText('SSE: empty events', reply('text/event-stream'), '', 'data:\n\n'),
  ofText('SSE: lines of an event', reply('text/event-stream'), '', 'data: x\n'),
  ofText('SSE: carriage returns', reply('text/event-stream'), '', '\r'),
  ofText('NDJSON: one line', reply('application/x-ndjson'), '{"a":"', 'x'),
  ofText('JSON reply: nested', reply('application/json'), '', '['),
  ofText('text reply: line ends', reply('text/plain'), '', '\n'),
  ofText('text reply: one line', reply('text/plain'), '{', 'x'),
  ofText('comment: sections', readSections, '', '<!-- stagetime-section e30 -->\n'),
  ofText('comment: open section', readSections, '<!-- stagetime-section ', 'x'),
  ofText(
    'comment: blocks',
    readSections,
    '<!-- stagetime-section e30 -->',
    '<!-- stagetime-block -->',
  ),
  ofText('comment: markers', readMarked, '', '<!-- stagetime:'),
  ofText('masks: many', findMasks, '', i => `::add-mask::value-${i}\n`),
  ofText('masks: the same', findMasks, '', '::add-mask::value\n'),
  ofText('masks: one', findMasks, '::add-mask::', 'x'),
  ofText('masks: colons', findMasks, '', ':'),
  ofText('masks: older form', findMasks, '', '##[add-mask'),
  ofText('masks: returns', findMasks, '', '::add-mask::v\r'),
  ofText('redaction: nearly secrets', redact, '', 'a'),
  ofText('redaction: secrets', redact, '', `${'a'.repeat(100)}7`),
  ofText('redaction: cuts', redact, '', 'aaaa…'),
  onScreen('lines', '', 'x\n'),
  onScreen('backspaces on a long line', 'x'.repeat(16_000), 'y\b'),
  onScreen('a bar that grows', '', i => `${'#'.repeat(i % 16_000)}\r`),
  onScreen('up and down', '\n'.repeat(900), '\u001b[900A\u001b[900B'),
  onScreen('clearing below', '\n'.repeat(900), '\u001b[900A\u001b[J\n'),
  onScreen('wide moves', '', '\u001b[16000Cx\n'),
  onScreen('titles', '', '\u001b]0;'),
  { what: 'last lines: one line', read: file => lastLines(file, 20), start: '', unit: 'x\b' },
  ofText('log line', text => logLine(text, 200), '', '\u001b['),
  ofText('one line', text => oneLine(text, 200), '', '\u0301'),
  ofText('latexmk database', text => withFormats(text, () => undefined), '"', 'a.fmt'),
  ofText('latexmk database: spaces', text => withFormats(text, () => undefined), '', ' '),
  ofText('git: paths', entriesOf, '', 'a\0'),
  junit(
    'tests',
    '<testsuite>',
    i => `<testcase name="t${i % 200_000}" time="0,1"><failure/></testcase>`,
  ),
  junit('one attribute', '<testsuite a="', 'x'),
  junit('an attribute of references', '<testsuite a="', '&#27;'),
  junit('an attribute of &', '<testsuite a="', '&'),
  junit('one name', '<', 'x'),
  junit('one attribute name', '<testsuite ', 'x'),
  junit('one comment', '<!--', '-'),
  junit('one CDATA', '<testsuite><![CDATA[', ']'),
  junit('many CDATA', '<testsuite>', '<![CDATA[x]]>'),
  junit('one instruction', '<?', '?'),
  junit('a declaration of brackets', '<!DOCTYPE ', '['),
  junit('a declaration of entities', '<!DOCTYPE a [', '<!ENTITY a "&a;&a;">'),
  junit('nested elements', '', '<testsuite>'),
  junit('many attributes', '<testsuite ', i => `a${i}="" `),
  junit('ends of elements', '<testsuite>', '</a>'),
  junit('signs', '', '<'),
  junit('bytes that are no UTF-8', '<testsuite>', '\xff'),
  junit('zeros', '', '\0'),
  junit('lines', '<testsuite>', '\n'),
  junit('unclosed elements', '<testsuite>', '<a><b></a>'),
  tap('tests', '1..9\n', i => `not ok ${i} - a\n  ---\n  duration_ms: 1\n  ...\n`),
  tap('tests without a name', '', 'ok\n'),
  tap('subtests', '', i => `${'    '.repeat(i % 100)}not ok 1 - a\n`),
  tap('braces', '', i => `${'    '.repeat(i % 100)}ok {\n`),
  tap('comments', 'not ok 1 - a\n', '# (in test file a, line\n'),
  tap('names of subtests', '', i => `${'    '.repeat(i % 100)}# Subtest: a\n`),
  tap('a diagnostic', 'not ok 1 - a\n  ---\n', '  at: (((((:1:1:1\n'),
  tap('a diagnostic in one line', 'not ok 1 - a\n  ---\n  error: ', "'"),
  tap('diagnostics', 'not ok 1 - a\n', '  ---\n'),
  tap('one line', 'ok 1 - ', '#'),
  tap('blanks', '', ' '),
  tap('lines', '', '\n'),
  log('one line', ENGINE, 'x'),
  log('broken lines', ENGINE, `${'x'.repeat(79)}\n`),
  log('broken lines, beyond ASCII', WIDE_ENGINE, `${'ä'.repeat(39)}\n`),
  log('warnings', ENGINE, i => `\n${WARNING}k${i}' on page 1 undefined on input line 1.\n`),
  log('warnings without an end', ENGINE, `${WARNING}`),
  log('warnings in one line', ENGINE, `\n${WARNING}${'x'.repeat(50)}\n`),
  log('continued warnings', `${ENGINE}\n${WARNING}`, '\n(a)      b'),
  log('output without an end', ENGINE, 'Output written on (1 page\n'),
  log('empty lines', ENGINE, '\n'),
  { what: 'passes: one line', read: readPasses, start: 'Latexmk: ', unit: 'x' },
  { what: 'passes: reasons', read: readPasses, start: '', unit: "Changed files\n  'a'\n" },
];

const [wanted = ''] = process.argv.slice(2).filter(argument => !argument.startsWith('--'));
const folder = mkdtempSync(join(tmpdir(), 'stagetime-bench-'));
try {
  const claims = [];
  for (const corpus of CORPORA.filter(({ what }) => what.includes(wanted)))
    claims.push(await worstRatio(corpus));
  tell(
    `Processor time for twice the size, worst ratio up to ${LARGEST >> 20} MB of times over ${TOLD_FROM_MS} ms`,
    claims,
  );
} finally {
  rmSync(folder, { recursive: true });
}

/** Prints the times in ms, a size at a time. */
async function worstRatio(corpus: Corpus) {
  process.stdout.write(`${corpus.what.padEnd(36)} `);
  let [worst, half] = [0, 0];
  for (let size = SMALLEST; size <= Math.min(LARGEST, corpus.most ?? LARGEST); size *= 2) {
    const ms = await timeOf(corpus, size);
    process.stdout.write(ms.toFixed(0).padStart(6));
    if (half >= TOLD_FROM_MS) worst = Math.max(worst, await leastRatio(corpus, size, ms / half));
    half = ms;
    if (ms > TOO_LONG_MS) break;
  }
  console.log(corpus.most === undefined ? '' : '  no larger ones are read');
  return { what: corpus.what, measured: worst, unit: 'x', atMost: AT_MOST } as const;
}

/** Both sizes are measured again, one after the other, where the ratio is missed. */
async function leastRatio(corpus: Corpus, size: number, measured: number): Promise<number> {
  let least = measured;
  for (let retry = 0; retry < RETRIES && least > AT_MOST; retry += 1)
    least = Math.min(least, (await timeOf(corpus, size)) / (await timeOf(corpus, size / 2)));
  return least;
}

async function timeOf({ read, takes, start, unit }: Corpus, size: number): Promise<number> {
  const file = join(folder, 'file');
  const text = textOf(start, unit, size);
  if (takes === undefined) writeFileSync(file, text, 'latin1');
  const times: number[] = [];
  for (let round = 0; round < ROUNDS && (times[0] ?? 0) < ENOUGH_MS; round += 1) {
    const before = process.cpuUsage();
    await read(takes === 'text' ? text : file);
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1000);
  }
  return median(times);
}

function textOf(start: string, unit: Corpus['unit'], size: number): string {
  if (typeof unit === 'string') {
    return start + unit.repeat(Math.ceil(Math.max(0, size - start.length) / unit.length));
  }
  const parts = [start];
  for (let [i, length] = [0, start.length]; length < size; i += 1) {
    const part = unit(i);
    parts.push(part);
    length += part.length;
  }
  return parts.join('');
}
