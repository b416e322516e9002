/** What LaTeX's own log says of the last pass: pages, what leads nowhere, whether another pass is wanted. */
import { type LatexNumbers, MOST_KEYS } from '../../record/evidence.ts';
import { oneLine } from '../../record/text.ts';
import { texErrorFinder } from '../../util/tex-error.ts';
import { lackingFilesFinder } from '../latex/lacking-files.ts';
import { recordedError } from '../latex/recorded-error.ts';
import { type LineUnit, unbroken } from '../latex/tex-lines.ts';
import { linesOf } from '../port/lines.ts';
import type { Parse } from '../port/parser.ts';

/** A statement of more lines is read no further, nor one of more code units. */
const MOST_LINES = 40;
const LONGEST = 4_000;
/** Keys of references that are told apart. */
const MOST_COUNTED = 100_000;
const LONGEST_KEY = 80;

type LogNumbers = Pick<LatexNumbers, 'pages' | 'outputBytes' | 'wantsRerun' | 'error' | KeyNumbers>;
type KeyNumbers =
  | 'undefinedReferences'
  | 'undefinedKeys'
  | 'multiplyDefined'
  | 'multiplyDefinedKeys';

/** Reads the log of any engine. */
export const parse: Parse<'latex'> = ({ bytes }) => {
  const unit = unitOf(bytes.toString('latin1', 0, 8192));
  if (unit === undefined) return { kind: 'unreadable', problem: { kind: 'other-format' } };
  const text = bytes.toString(unit === 'bytes' ? 'latin1' : 'utf8');
  const { error, lacks } = faultsOf(text, unit);
  const numbers: LogNumbers = { ...outputOf(text), ...warningsOf(text, unit), ...error };
  return { kind: 'read', numbers, problems: lacks === undefined ? [] : [lacks] };
};

function faultsOf(text: string, unit: LineUnit) {
  const errors = texErrorFinder();
  const lacking = lackingFilesFinder();
  for (const line of unbroken(text, unit, (_, end) => end.endsWith('.'))) {
    const said = asText(line, unit);
    errors.next(said);
    lacking.next(said);
  }
  return { error: recordedError(errors.found()), lacks: lacking.found() };
}

/** What was read byte by byte as the text that it is. */
function asText(read: string, unit: LineUnit): string {
  return unit === 'bytes' ? Buffer.from(read, 'latin1').toString('utf8') : read;
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
function outputOf(text: string): Pick<LogNumbers, 'pages' | 'outputBytes'> {
  const output = lastLineWith(text, OUTPUT);
  const none = lastLineWith(text, NO_OUTPUT);
  if (none > output) return { pages: 0 };
  if (output < 0) return {};
  const lines = [...linesOf(text.slice(output, output + LONGEST))].slice(0, MOST_LINES);
  const statement = lines.join('');
  const [, pages, bytes] = [...statement.matchAll(PAGES)].at(-1) ?? [];
  return {
    ...(pages !== undefined && { pages: Number(pages) }),
    ...(bytes !== undefined && { outputBytes: Number(bytes) }),
  };
}

/** Where the last line begins that begins so; -1 where none does. No log of an engine begins with either. */
function lastLineWith(text: string, start: string): number {
  const found = text.lastIndexOf(`\n${start}`);
  return found < 0 ? found : found + 1;
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

function warningsOf(text: string, unit: LineUnit): Pick<LogNumbers, KeyNumbers | 'wantsRerun'> {
  const missing = new Map<string, string>();
  const multiple = new Map<string, string>();
  const named = (keys: ReadonlyMap<string, string>) =>
    [...keys.values()].slice(0, MOST_KEYS).map(key => oneLine(asText(key, unit), LONGEST_KEY));
  let wantsRerun = false;
  for (const warning of warnings(unbroken(text, unit, isWholeWarning))) {
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
    ...(missing.size > 0 && { undefinedKeys: named(missing) }),
    ...(multiple.size > 0 && {
      multiplyDefined: multiple.size,
      multiplyDefinedKeys: named(multiple),
    }),
    wantsRerun,
  };
}

/** A citation and a reference may have the same key. */
function note(keys: Map<string, string>, kind: string, key: string): void {
  if (keys.size < MOST_COUNTED) keys.set(`${kind.toLowerCase()} ${key}`, key);
}

/** A warning that has come to its end does not go on in the next one. */
function isWholeWarning(start: string, end: string, next: string): boolean {
  return end.endsWith('.') && WARNING.test(next) && WARNING.test(start);
}

/** Each as one line, without what is in front of the lines it goes on in. */
function* warnings(lines: Iterable<string>): Generator<string> {
  let parts: string[] = [];
  for (const line of lines) {
    if (parts.length > 0 && parts.length < MOST_LINES && CONTINUED.test(line)) {
      parts.push(line.slice(0, LONGEST).replace(CONTINUED, ''));
      continue;
    }
    if (parts.length > 0) yield asOne(parts);
    parts = WARNING.test(line) ? [line.slice(0, LONGEST)] : [];
  }
  if (parts.length > 0) yield asOne(parts);
}

function asOne(parts: readonly string[]): string {
  return parts
    .map(part => part.trimEnd())
    .join(' ')
    .slice(0, LONGEST);
}
