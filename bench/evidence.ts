/**
 * Processor time to read what a stage's tools left behind, over its size, on files made to be slow to
 * read: from 1 kB to 16 MB, with the ratio from one doubling to the next.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readJunit } from '../src/evidence/junit.ts';
import { readPasses } from '../src/evidence/latex.ts';
import { readLatexLog } from '../src/evidence/latex-log.ts';
import { tell } from './support/claims.ts';

const SMALLEST = 1024;
const LARGEST = 16 * 1024 * 1024;
/** Shorter times say more of the machine than of the size; longer ones need no second measurement. */
const TOLD_FROM_MS = 60;
const ROUNDS = 3;
const ENOUGH_MS = 500;

const ENGINE = 'This is pdfTeX, Version 3.14\n';
const WIDE_ENGINE = 'This is LuaHBTeX, Version 1.15.0\n';
const WARNING = 'LaTeX Warning: Citation `';

interface Corpus {
  readonly what: string;
  readonly read: (file: string) => Promise<unknown>;
  readonly start: string;
  /** Is repeated until the file is as large as wanted. */
  readonly unit: string | ((i: number) => string);
}

const junit = (what: string, start: string, unit: Corpus['unit']): Corpus => ({
  what: `JUnit: ${what}`,
  read: file => readJunit(file, 1000),
  start,
  unit,
});
const log = (what: string, start: string, unit: Corpus['unit']): Corpus => ({
  what: `LaTeX: ${what}`,
  read: readLatexLog,
  start,
  unit,
});

const CORPORA: readonly Corpus[] = [
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
    claims.push(await ratioPerDoubling(corpus));
  tell(
    `Processor time after a doubling of the size over that before, up to ${LARGEST >> 20} MB, where it takes over ${TOLD_FROM_MS} ms`,
    claims,
  );
} finally {
  rmSync(folder, { recursive: true });
}

/** Prints the times, in ms, of each size. */
async function ratioPerDoubling(corpus: Corpus) {
  const times: number[] = [];
  for (let size = SMALLEST; size <= LARGEST; size *= 2) times.push(await timeOf(corpus, size));
  console.log(`${corpus.what.padEnd(36)} ${times.map(ms => ms.toFixed(0).padStart(5)).join('')}`);
  const long = times.filter(ms => ms >= TOLD_FROM_MS);
  const doublings = Math.max(1, long.length - 1);
  // Of all doublings together: a single one says as much of what else the machine did.
  const ratio = ((long.at(-1) ?? 1) / (long[0] ?? 1)) ** (1 / doublings);
  return { what: corpus.what, measured: ratio, unit: 'x', atMost: 2.3 } as const;
}

async function timeOf({ read, start, unit }: Corpus, size: number): Promise<number> {
  const file = join(folder, 'file');
  const parts = [start];
  for (let [i, length] = [0, start.length]; length < size; i += 1) {
    const part =
      typeof unit === 'string' ? unit.repeat(Math.ceil(SMALLEST / unit.length)) : unit(i);
    parts.push(part);
    length += part.length;
  }
  writeFileSync(file, parts.join(''), 'latin1');
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = process.cpuUsage();
    await read(file);
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
    if (least > ENOUGH_MS) break;
  }
  return least;
}
