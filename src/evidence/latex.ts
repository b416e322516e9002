/** Passes and state of a LaTeX document, from what latexmk and the engines print and write. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { LatexNumbers } from '../record/evidence.ts';

/** Most that is read of either log, in bytes. */
const LARGEST_BYTES = 32 * 1024 * 1024;
/** More programs than any document needs. */
const MOST_PROGRAMS = 12;

/** `Run number 2 of rule 'bibtex build/main'`, with `Latexmk: ` before it where latexmk is silent. */
const LATEXMK_RUN = /^(?:Latexmk: )?Run number \d+ of rule '([\w.+-]{1,40})/;
const LATEXMK = /^(?:Latexmk: |Rc files read:)/;
/** How each program introduces itself, and what a user calls it. */
const PROGRAMS: readonly (readonly [RegExp, string])[] = [
  [/^This is XeTeX, Version/, 'xelatex'],
  [/^This is pdfTeX, Version/, 'pdflatex'],
  [/^This is Lua(?:HB|jit|jitHB)?TeX, Version/, 'lualatex'],
  [/^This is BibTeX, Version/, 'bibtex'],
  [/^INFO - This is Biber /, 'biber'],
];

/** What the stage's output says: which programs ran how often, and who decided it. */
export async function readPasses(
  stageLog: string,
): Promise<Pick<LatexNumbers, 'passes' | 'usesLatexmk'>> {
  const byLatexmk = new Map<string, number>();
  const byThemselves = new Map<string, number>();
  let usesLatexmk = false;
  const input = createReadStream(stageLog, { end: LARGEST_BYTES });
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    usesLatexmk ||= LATEXMK.test(line);
    const [, rule] = LATEXMK_RUN.exec(line) ?? [];
    if (rule !== undefined) increment(byLatexmk, rule);
    const program = PROGRAMS.find(([introduction]) => introduction.test(line))?.[1];
    if (program !== undefined) increment(byThemselves, program);
  }
  // What latexmk starts introduces itself too, unless it is told to be silent.
  const counts = usesLatexmk ? byLatexmk : byThemselves;
  return { passes: [...counts].map(([program, count]) => ({ program, count })), usesLatexmk };
}

function increment(counts: Map<string, number>, key: string): void {
  if (counts.has(key) || counts.size < MOST_PROGRAMS) counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** LaTeX breaks the lines of its log after so many characters (`max_print_line`). */
const BROKEN_LINE = /^(.{79})\r?\n/gm;
const PAGES = /^Output written on .{1,1000}? \((\d{1,7}) pages?[,.)]/gm;
const UNDEFINED = /Warning: (?:Citation|Reference) [`']([^'\n]{1,200})'[^\n]{0,300}? undefined/g;
const RERUN = /Rerun to get|Label\(s\) may have changed|Please \(re\)run|rerun LaTeX/i;

/** `This is XeTeX, Version …` and the like: every log of an engine begins with it. */
const FIRST_LINE = /^This is \S*TeX/;

/** The numbers, or why there are none. */
export type LatexLog =
  | {
      readonly kind: 'read';
      readonly numbers: Pick<LatexNumbers, 'pages' | 'undefinedReferences' | 'wantsRerun'>;
    }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** What LaTeX's own log says of the last pass. */
export async function readLatexLog(file: string): Promise<LatexLog> {
  const text = (await readStart(file)).replace(BROKEN_LINE, '$1');
  if (!FIRST_LINE.test(text)) {
    return { kind: 'unreadable', reason: 'it is no log of LaTeX: name the `.log` of the document' };
  }
  const pages = [...text.matchAll(PAGES)].at(-1)?.[1];
  const undefinedKeys = new Set([...text.matchAll(UNDEFINED)].map(([, key]) => key));
  return {
    kind: 'read',
    numbers: {
      ...(pages !== undefined && { pages: Number(pages) }),
      undefinedReferences: undefinedKeys.size,
      wantsRerun: RERUN.test(text),
    },
  };
}

/** Bytes as they are: a log may be in any encoding, and what is looked for is ASCII. */
async function readStart(file: string): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const buffer = Buffer.alloc(Math.min(size, LARGEST_BYTES));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await handle.close();
  }
}
