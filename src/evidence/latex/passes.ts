/** Passes over a LaTeX document, from what latexmk, Tectonic and the engines print. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { LatexNumbers } from '../../record/evidence.ts';
import { oneLine } from '../../record/text.ts';
import { texErrorFinder } from '../../util/tex-error.ts';
import { type LackingFiles, lackingFilesFinder } from './lacking-files.ts';
import { recordedError } from './recorded-error.ts';

/** What latexmk and the engines said on a stage's output. */
export type Passes = Pick<LatexNumbers, 'passes' | 'usesLatexmk' | 'unsettled' | 'error'>;

/** The same, and what the document was made without. */
export interface Printed extends Passes {
  readonly lacks?: LackingFiles;
}

/** Most that is read of the stage's output, in bytes. */
const LARGEST_BYTES = 32 * 1024 * 1024;
/** What is looked for begins its line, and is shorter than this. */
const LONGEST_LINE = 500;
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences start with one.
const COLOUR = /\u001b\[[\d;]{0,20}m/g;
/** More programs than any document needs. */
const MOST_PROGRAMS = 12;
/** Files that are named as never settled. */
const MOST_FILES = 8;
const LONGEST_FILE = 200;

/** `Run number 2 of rule 'bibtex build/main'`, with `Latexmk: ` before it where latexmk is silent. */
const LATEXMK_RUN = /^(?:Latexmk: )?Run number \d+ of rule '([\w.+-]{1,40})/;
const LATEXMK = /^(?:Latexmk: |Rc files read:)/;
/** latexmk says why it makes another pass, and then names what changed, a file a line. */
const REASONS = /^(?:Changed files|Rule '[^']{1,200}': File changes)/;
const CHANGED_FILE = /^\s+'?(.{1,1000}?)'?\s*$/;
const GAVE_UP = /^Latexmk: Maximum runs of (\S{1,40}) reached without getting stable files/;

/** An engine introduces itself, mostly with the name of what it was started as. */
const ENGINE = /^This is (?:MiKTeX-)?([\w-]{0,20}TeX),? (?:Version )?.*$/;
const STARTED_AS = /\(preloaded format=([a-z]{0,20}tex(?:-dev)?)[\s)]/;
const ENGINES: Readonly<Record<string, string>> = {
  pdfTeX: 'pdflatex',
  XeTeX: 'xelatex',
  LuaTeX: 'lualatex',
  LuaHBTeX: 'lualatex',
  LuajitTeX: 'lualatex',
  LuajitHBTeX: 'lualatex',
  pTeX: 'platex',
  'e-pTeX': 'platex',
  upTeX: 'uplatex',
  'e-upTeX': 'uplatex',
  'ep-pTeX': 'platex',
  BibTeX: 'bibtex',
  pBibTeX: 'pbibtex',
  upBibTeX: 'upbibtex',
};
const BIBER = /^INFO - This is Biber /;
/** Tectonic runs its own engine, and says so: `note: Rerunning TeX because "main.aux" changed ...`. */
const TECTONIC = /^note: (?:Rerunning TeX\b|Running (?:external tool )?([\w.-]{1,40}))/;

/** What the stage's output says: which programs ran how often, who decided it, and whether it came to an end. */
export async function readPasses(stageLog: string): Promise<Printed> {
  const byLatexmk = new Map<string, number>();
  const byThemselves = new Map<string, number>();
  let usesLatexmk = false;
  let gaveUpOn: string | undefined;
  let changed: string[] = [];
  let isListing = false;
  const errors = texErrorFinder();
  const lacking = lackingFilesFinder();
  const input = createReadStream(stageLog, { end: LARGEST_BYTES });
  for await (const whole of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    const line = whole.slice(0, LONGEST_LINE).replace(COLOUR, '');
    errors.next(line);
    lacking.next(line);
    usesLatexmk ||= LATEXMK.test(line);
    gaveUpOn = GAVE_UP.exec(line)?.[1] ?? gaveUpOn;
    const [, file] = (isListing && CHANGED_FILE.exec(line)) || [];
    if (file !== undefined && changed.length < MOST_FILES)
      changed.push(oneLine(file, LONGEST_FILE));
    if (REASONS.test(line)) [isListing, changed] = [true, []];
    else if (file === undefined) isListing = false;
    const [, rule] = LATEXMK_RUN.exec(line) ?? [];
    if (rule !== undefined) increment(byLatexmk, rule);
    const program = programOf(line);
    if (program !== undefined) increment(byThemselves, program);
  }
  // What latexmk starts introduces itself too, unless it is told to be silent.
  const lacks = lacking.found();
  const counts = usesLatexmk ? byLatexmk : byThemselves;
  return {
    passes: [...counts].map(([program, count]) => ({ program, count })),
    usesLatexmk,
    ...recordedError(errors.found()),
    ...(lacks !== undefined && { lacks }),
    ...(gaveUpOn !== undefined && { unsettled: { program: gaveUpOn, files: changed } }),
  };
}

/** The program that introduces itself in the line, by the name that a user calls it. */
function programOf(line: string): string | undefined {
  if (BIBER.test(line)) return 'biber';
  const [, engine] = ENGINE.exec(line) ?? [];
  if (engine !== undefined) return STARTED_AS.exec(line)?.[1] ?? ENGINES[engine];
  const ran = TECTONIC.exec(line);
  if (ran === null) return undefined;
  const [, tool = 'TeX'] = ran;
  return tool === 'TeX' ? 'tectonic' : tool.toLowerCase();
}

function increment(counts: Map<string, number>, key: string): void {
  if (counts.has(key) || counts.size < MOST_PROGRAMS) counts.set(key, (counts.get(key) ?? 0) + 1);
}
