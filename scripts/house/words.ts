/** Words that a native engineer would not write, and sentences that are not where words are made. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Text } from './code.ts';

/** Each with what to write instead. */
const NOT_TO_USE: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [
    /(?<!\bthere )\b(?:is|are|was|were) no (?!longer\b|more\b|less\b)/i,
    'is not a, has no, there is no',
  ],
  [/\btold\b/, 'is given, learns, is distinguished'],
  [/\bstands? (?:at|below|in)\b/, 'is at'],
  [/\bwhatever becomes of\b/, 'in any case'],
  [/\banew\b/, 'again'],
  [/\b(?:of|none of|is) ours\b/, 'of Stagetime, own'],
  [/\bmend(?:s|ed|ing)?\b/, 'fix'],
  [/\bin turns with\b/, 'alternating with'],
  [/\bgo(?:es)? in a circle\b/, 'circular'],
];

/** The lines of the pages that people read; decision records and the changelog say what was written then. */
export function pagesOf(root: string): readonly Pick<Text, 'file' | 'line' | 'text'>[] {
  const docs = readdirSync(join(root, 'docs')).filter(name => name.endsWith('.md'));
  const pages = [
    'README.md',
    'CONTRIBUTING.md',
    'SECURITY.md',
    'action.yml',
    ...docs.map(name => `docs/${name}`),
  ];
  return pages.flatMap(file =>
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .map((text, i) => ({ file, line: i + 1, text })),
  );
}

/** A word that is not to be used, with its place and what to write instead. */
export function wordsNotToUse(
  texts: readonly Pick<Text, 'file' | 'line' | 'text'>[],
): readonly string[] {
  return texts.flatMap(({ file, line, text }) =>
    NOT_TO_USE.flatMap(([pattern, instead]) => {
      const [found] = pattern.exec(text) ?? [];
      if (found === undefined) return [];
      return [`${file}:${line}: "${found.trim()}" (${instead}): ${text.trim().slice(0, 80)}`];
    }),
  );
}

/** Rooms and files that make words: everything else passes facts. */
const SPEAKS = [
  /^reporting\//,
  /^definition\//,
  /^cli\//,
  /^action\//,
  // What formats are called, in definitions and in reports.
  /^evidence\/formats\.ts$/,
  // Entries, which have the last word where nothing else is left to say it.
  /^(?:cli|post)\.ts$/,
  // What the proxy answers a client, in its server's place.
  /^llm\/messages\.ts$/,
  // What is written into a stage's own output.
  /^execution\/logs\/marks\.ts$/,
];

/** Texts that look like sentences and are said to nobody; each by its file and its beginning, with what it is. */
const NOT_SAID: readonly (readonly [file: string, beginning: string, what: string])[] = [
  ['evidence/parsers/latex-log.ts', 'No pages of output.', 'what TeX prints, which is looked for'],
  ['execution/caches/key-parts.ts', 'folder of the pipeline', 'the name of a part of a key'],
  ['execution/inputs/tool-versions.ts', '\nimport hashlib, ', 'a program in Python'],
  ['execution/process/command.ts', 'trap : HUP INT TERM\n', 'a program of the shell'],
];

/** Three words of small letters in a row: a sentence, or a part of one. */
const PROSE = /(?:^|[\s"'(])[a-z]{2,},? (?:[a-z…]+,? ){1,}[a-z]{2,}/;

/** Sentences that are made where facts should be, and exceptions that are no longer in the code. */
export function sentencesElsewhere(texts: readonly Text[]): readonly string[] {
  const prose = texts.filter(
    ({ file, text, isThrown }) =>
      !isThrown && !SPEAKS.some(one => one.test(file)) && PROSE.test(text),
  );
  const isOf =
    ([file, beginning]: (typeof NOT_SAID)[number]) =>
    (one: Text) =>
      one.file === file && one.text.startsWith(beginning);
  return [
    ...prose
      .filter(text => !NOT_SAID.some(one => isOf(one)(text)))
      .map(({ file, line, text }) => `${file}:${line}: ${text.trim().slice(0, 90)}`),
    ...NOT_SAID.filter(one => !prose.some(isOf(one))).map(
      ([file, beginning]) => `${file}: no longer has "${beginning.trim()}"`,
    ),
  ];
}

/** Sentences that the code compares something with. */
export function comparedProse(texts: readonly Text[]): readonly string[] {
  return texts
    .filter(
      ({ file, text, isCompared }) =>
        isCompared && !file.startsWith('reporting/') && / [a-z]+ /.test(text),
    )
    .map(({ file, line, text }) => `${file}:${line}: ${text.trim().slice(0, 90)}`);
}
