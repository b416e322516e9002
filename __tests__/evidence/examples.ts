/** A file of each format, for what has to hold of all of them. */
import type { FormatKey } from '../../src/evidence/formats.ts';
import type { StageEvidence } from '../../src/record/evidence.ts';

/** A small file as a tool writes it, and what can be made of one. */
export interface Example {
  readonly text: string;
  /** What is read of it; of a document without what is printed. */
  readonly numbers: { readonly [K in keyof StageEvidence]: object };
  /** A file with the text in all places that take one. */
  readonly withText: (text: string) => string;
  /** A file of at least so many bytes. */
  readonly large: (bytes: number) => string;
}

/** A start, and units until the file is large enough. */
function filled(bytes: number, start: string, unit: string, end = ''): string {
  return start + unit.repeat(Math.ceil(bytes / unit.length)) + end;
}

const xml = (text: string) => text.replace(/[&<>"]/g, sign => `&#${sign.charCodeAt(0)};`);

export const EXAMPLES: Readonly<Record<FormatKey, Example>> = {
  junit: {
    text: '<testsuite><testcase name="sums" time="0.5"/><testcase name="odd"><failure message="1 is not 2"/></testcase></testsuite>\n',
    numbers: {
      tests: {
        total: 2,
        failed: 1,
        skipped: 0,
        durationMs: 500,
        failures: [{ name: 'odd', message: '1 is not 2' }],
      },
    },
    withText: text =>
      `<testsuite name="${xml(text)}"><testcase name="${xml(text)}" classname="${xml(text)}" file="${xml(text)}" time="1"><failure message="${xml(text)}" type="${xml(text)}">${xml(text)}</failure></testcase></testsuite>`,
    large: bytes => filled(bytes, '<testsuite>', '<testcase name="a" time="0"/>', '</testsuite>'),
  },
  tap: {
    text: `TAP version 13
ok 1 - sums
  ---
  duration_ms: 500
  ...
not ok 2 - odd
  ---
  error: '1 is not 2'
  location: '/project/odd.test.js:3:1'
  ...
1..2
`,
    numbers: {
      tests: {
        total: 2,
        failed: 1,
        skipped: 0,
        durationMs: 500,
        failures: [{ name: 'odd', message: '1 is not 2', file: '/project/odd.test.js', line: 3 }],
      },
    },
    withText: text =>
      `# Subtest: ${text}\n    not ok 1 - ${text} # ${text}\n      ---\n      error: ${text}\n      location: ${text}\n      at:\n        file: ${text}\n      duration_ms: ${text}\n      ...\n    # ${text}\n    1..1\nnot ok 1 - ${text}\nok 2 ${text}\n1..3 # ${text}\nBail out! ${text}\n`,
    large: bytes => filled(bytes, '1..0\n', 'ok 1 - a\n'),
  },
  'latex-log': {
    text: `This is XeTeX, Version 3.14 (preloaded format=xelatex)
! Undefined control sequence.
l.7 \\nowhere
Output written on main.pdf (3 pages, 1024 bytes).
`,
    numbers: {
      latex: {
        pages: 3,
        outputBytes: 1024,
        error: { message: 'Undefined control sequence', line: 7, source: '\\nowhere' },
      },
    },
    withText: text =>
      `This is XeTeX, Version 3.14\n(${text}.tex\n! ${text}.\nl.7 ${text}\nLaTeX Warning: Reference \`${text}' on page 1 undefined on input line 1.\n`,
    large: bytes => filled(bytes, 'This is XeTeX, Version 3.14\n', 'Underfull \\hbox\n'),
  },
};
