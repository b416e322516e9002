import { expect, it } from 'vitest';
import type { EvidenceProblem } from '../../../src/record/facts/stage/evidence-problem.ts';
import { evidenceProblemText } from '../../../src/reporting/words/facts/evidence-problems.ts';

const junit = (problem: EvidenceProblem['problem']) =>
  ({ source: 'junit', path: 'j.xml', problem }) as const;
const log = (problem: EvidenceProblem['problem']) =>
  ({ source: 'latex-log', path: 'm.log', problem }) as const;
const TIMES = { tooLong: 2, longestMs: 90_000, unreadable: 1 };

it.each<[string, EvidenceProblem]>([
  [
    'no test times from j.xml: there is no such file: let the command write it (pytest: `--junitxml`)',
    junit({ kind: 'missing' }),
  ],
  [
    'no test times from j.xml: an earlier run wrote it: let the command write it (pytest: `--junitxml`)',
    junit({ kind: 'stale' }),
  ],
  [
    'no test times from j.xml: it is not JUnit XML: let the command write it (pytest: `--junitxml`)',
    junit({ kind: 'other-format' }),
  ],
  [
    'no test times from j.xml: it is not JUnit XML: its root is `html`',
    junit({ kind: 'other-root', root: 'html' }),
  ],
  [
    'no test times from j.xml: it is nested deeper than 100 levels, as no JUnit XML is',
    junit({ kind: 'beyond-bounds', what: 'depth', limit: 100 }),
  ],
  ['no test times from j.xml: it is a folder', junit({ kind: 'no-file', what: 'folder' })],
  [
    'tests may be missing from j.xml: line 1, column 9: `testcase` is not closed; what could be read counts',
    junit({ kind: 'torn', element: 'testcase', line: 1, column: 9 }),
  ],
  [
    'tests may be missing from j.xml: it breaks off after 3 of 10 tests (disk full); what could be read counts',
    junit({ kind: 'incomplete', found: 3, planned: 10, said: 'disk full' }),
  ],
  [
    'tests may be missing from j.xml: it breaks off after 1 test; what could be read counts',
    junit({ kind: 'incomplete', found: 1 }),
  ],
  [
    'times left out from j.xml: 2 times of up to 1m 30s are longer than the stage took, 1 time cannot be read as a number (5.00s); `time` is in seconds',
    junit({ kind: 'times-left-out', times: TIMES, stageMs: 5_000 }),
  ],
  [
    'nothing of m.log: there is no such file: name the `.log` of the document',
    log({ kind: 'missing' }),
  ],
  [
    'nothing of m.log: it is not a log of LaTeX: name the `.log` of the document',
    log({ kind: 'other-format' }),
  ],
  ['nothing of m.log: it is larger than 67 MB', log({ kind: 'too-large', limitBytes: 1 << 26 })],
  ['nothing of its output: EIO', { source: 'output', problem: { kind: 'system', message: 'EIO' } }],
  [
    'chapters/intro.tex was not found, so the PDF lacks it',
    log({ kind: 'lacks-files', files: ['chapters/intro.tex'] }),
  ],
  [
    'a.tex, b.tex, c.tex and 7 more were not found, so the PDF lacks them',
    {
      source: 'output',
      problem: { kind: 'lacks-files', files: [...'abcdefgh'].map(one => `${one}.tex`), more: 2 },
    },
  ],
  // A record of a version that reads more formats.
  [
    'nothing of r.trx: it is not trx',
    { source: 'trx', path: 'r.trx', problem: { kind: 'other-format' } },
  ],
  [
    'nothing of x: there is no such file',
    { source: '__proto__', path: 'x', problem: { kind: 'missing' } },
  ],
])('%s', (words, problem) => {
  expect(evidenceProblemText(problem)).toBe(words);
});
