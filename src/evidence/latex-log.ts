/** What LaTeX's own log says of the last pass: pages, what leads nowhere, whether another pass is wanted. */
import type { LatexNumbers, LatexProblem } from '../record/evidence.ts';
import { readUpTo } from './bounded-file.ts';
import { type LineUnit, unbroken } from './tex-lines.ts';

/** A larger log is not looked into. */
const LARGEST_BYTES = 64 * 1024 * 1024;
/** A statement of more lines is read no further. */
const MOST_LINES = 40;
/** Keys of references that are told apart. */
const MOST_KEYS = 100_000;

/** The numbers, or why there are none. */
export type LatexLog =
  | { readonly kind: 'read'; readonly numbers: LogNumbers }
  | { readonly kind: 'unreadable'; readonly problem: LatexProblem };

type LogNumbers = Pick<
  LatexNumbers,
  'pages' | 'outputBytes' | 'undefinedReferences' | 'multiplyDefined' | 'wantsRerun'
>;

/** Reads the log of any engine; takes time in proportion to its size. */
export async function readLatexLog(file: string): Promise<LatexLog> {
  const found = await readUpTo(file, LARGEST_BYTES);
  if (found.kind === 'unreadable') return found;
  if (!found.isWhole) {
    return { kind: 'unreadable', problem: { kind: 'too-large', limitBytes: LARGEST_BYTES } };
  }
  const unit = unitOf(found.bytes.toString('latin1', 0, 8192));
  if (unit === undefined) return { kind: 'unreadable', problem: { kind: 'no-log' } };
  const text = found.bytes.toString(unit === 'bytes' ? 'latin1' : 'utf8');
  const lines = text.split(/\r?\n/);
  return { kind: 'read', numbers: { ...outputOf(lines), ...warningsOf(lines, unit) } };
}

const ENGINE = /^This is (?:MiKTeX-)?(\S*TeX)\b/;

/** By the engine that wrote the log; nothing where none did. */
function unitOf(start: string): LineUnit | undefined {
  const head = start.replace(/^\u00ef\u00bb\u00bf/, '');
  const [, engine] = ENGINE.exec(head) ?? [];
  // Tectonic's engine is XeTeX, and does not introduce itself.
  const isTectonic = head.startsWith('**') && head.includes('\nLaTeX2e <');
  if (engine === undefined) return isTectonic ? 'characters' : undefined;
  if (/BibTeX$/i.test(engine)) return undefined;
  if (engine.endsWith('XeTeX')) return 'characters';
  return /^Lua|pTeX$/.test(engine) ? 'whole-characters' : 'bytes';
}

const OUTPUT = 'Output written on ';
const NO_OUTPUT = 'No pages of output.';
const PAGES = /\((\d{1,7}) pages?(?:, (\d{1,15}) bytes)?\)\./g;

/** From the last such line on, however it is broken: it ends with its numbers. */
function outputOf(lines: readonly string[]): Pick<LogNumbers, 'pages' | 'outputBytes'> {
  const at = lines.findLastIndex(line => line.startsWith(OUTPUT) || line.startsWith(NO_OUTPUT));
  if (at < 0) return {};
  if (lines[at]?.startsWith(NO_OUTPUT)) return { pages: 0 };
  const statement = bounded(lines.slice(at, at + MOST_LINES).join(''));
  const [, pages, bytes] = [...statement.matchAll(PAGES)].at(-1) ?? [];
  return {
    ...(pages !== undefined && { pages: Number(pages) }),
    ...(bytes !== undefined && { outputBytes: Number(bytes) }),
  };
}

const WARNING = /^(?:LaTeX(?: [\w ]{1,40})?|(?:Package|Class|Module|File) \S{1,80}) [Ww]arning: /;
/** A message goes on under its package's name, or under itself. */
const CONTINUED = /^(?:\([^()\s]{1,80}\)\s{2,}| {8,}(?=\S))/;
/** `Hyper reference` is hyperref's; biblatex writes `'key'`, LaTeX and natbib write `` `key' ``. */
const UNDEFINED =
  /(citation|reference) [`'‘](.{1,300}?)['’](?: on page .{0,60}?)? undefined(?:\W|$)/i;
/** biblatex's and Biber's. */
const NO_ENTRY = /entr(?:y|ies) could not be found in the database:(.{1,2000}?)Please verify/;
const MULTIPLE = /(label|citation) [`'‘](.{1,300}?)['’] multiply defined/i;
const RERUN = /\(re\)run\b|\brerun\b(?! detection)|Label\(s\) may have changed/i;
/** Names may say anything; and who has to correct the source gains nothing from another pass alone. */
const NO_REQUEST = /[`'‘].{1,300}?['’]|verify the spelling and rerun LaTeX afterwards/g;

function warningsOf(
  lines: readonly string[],
  unit: LineUnit,
): Pick<LogNumbers, 'undefinedReferences' | 'multiplyDefined' | 'wantsRerun'> {
  const missing = new Set<string>();
  const multiple = new Set<string>();
  let wantsRerun = false;
  for (const warning of warnings(unbroken(lines, unit, isWholeWarning))) {
    wantsRerun ||= RERUN.test(warning.replaceAll(NO_REQUEST, ''));
    const [, kind = '', key] = UNDEFINED.exec(warning) ?? [];
    if (key !== undefined) note(missing, kind, key);
    const [, entries = ''] = NO_ENTRY.exec(warning) ?? [];
    for (const entry of entries.split(/[\s,]+/)) if (entry !== '') note(missing, 'citation', entry);
    const [, what = '', twice] = MULTIPLE.exec(warning) ?? [];
    if (twice !== undefined) note(multiple, what, twice);
  }
  return {
    undefinedReferences: missing.size,
    ...(multiple.size > 0 && { multiplyDefined: multiple.size }),
    wantsRerun,
  };
}

function note(keys: Set<string>, kind: string, key: string): void {
  if (keys.size < MOST_KEYS) keys.add(`${kind.toLowerCase()} ${key}`);
}

/** A warning that has come to its end does not go on in the next one. */
function isWholeWarning(start: string, end: string, next: string): boolean {
  return end.endsWith('.') && WARNING.test(next) && WARNING.test(start);
}

/** Each as one line, without what is in front of the lines it goes on in. */
function* warnings(lines: readonly string[]): Generator<string> {
  for (const [i, line] of lines.entries()) {
    if (!WARNING.test(line)) continue;
    const parts = [line];
    for (const next of lines.slice(i + 1, i + MOST_LINES)) {
      if (!CONTINUED.test(next)) break;
      parts.push(next.replace(CONTINUED, ''));
    }
    yield bounded(parts.map(part => part.trimEnd()).join(' '));
  }
}

function bounded(text: string): string {
  return text.slice(0, 4_000);
}
