/**
 * The lines that TeX meant. Every engine breaks what it writes into its log at `max_print_line`, 79
 * unless the user sets it, and each counts in its own way (measured with TeX Live 2022; for pTeX and
 * upTeX, their source).
 */
import { linesOf } from '../port/lines.ts';

/** What an engine counts: bytes, also within a character; bytes of whole characters; characters. */
export type LineUnit = 'bytes' | 'whole-characters' | 'characters';

/** `max_print_line` as TeX Live and MiKTeX set it. */
const USUAL_LIMIT = 79;
/** What is put together is looked at only as far as this, in code units. */
const LONGEST = 4_000;
/** Statistics and the engine's name are written past the counting, and are as long as they are. */
const NOT_BROKEN = /^(?:This is |\*\*|[ \d,a-z]{0,80}\bout of \d)/;

/** Each line with the one after it; the last one with none. */
function* withNext(lines: Iterable<string>): Generator<readonly [string, string | undefined]> {
  let before: string | undefined;
  for (const line of lines) {
    if (before !== undefined) yield [before, line];
    before = line;
  }
  if (before !== undefined) yield [before, undefined];
}

/**
 * Puts the lines of a text together again, `latin1` where the unit is bytes. Where what stands from
 * `start` to `end` `isWhole`, the next line begins something else, whatever their lengths.
 */
export function* unbroken(
  text: string,
  unit: LineUnit,
  isWhole: (start: string, end: string, next: string) => boolean,
): Generator<string> {
  const limit = limitOf(text, unit);
  let [parts, length]: [string[], number] = [[], 0];
  for (const [line, next] of withNext(linesOf(text))) {
    parts.push(line);
    length += line.length;
    const goesOn = next !== undefined && length < LONGEST && isBroken(line, next, limit, unit);
    if (goesOn && !isWhole(parts[0] ?? '', line, next)) continue;
    yield parts.length === 1 ? line : parts.join('');
    [parts, length] = [[], 0];
  }
}

/** A user who sets another limit has more lines beyond the usual one than lines that end at it. */
function limitOf(text: string, unit: LineUnit): number {
  let [atUsual, beyond, longest] = [0, 0, 0];
  for (const [line, next = ''] of withNext(linesOf(text))) {
    if (line.length < USUAL_LIMIT / 4 || NOT_BROKEN.test(line)) continue;
    const length = lengthOf(line, unit);
    longest = Math.max(longest, length);
    if (length > USUAL_LIMIT) beyond += 1;
    else if (isBroken(line, next, USUAL_LIMIT, unit)) atUsual += 1;
  }
  return beyond > atUsual ? longest : USUAL_LIMIT;
}

/** Whether what begins the next line had no place on this one. */
function isBroken(line: string, next: string, limit: number, unit: LineUnit): boolean {
  if (line.length * 4 < limit || NOT_BROKEN.test(line)) return false;
  const length = lengthOf(line, unit);
  const first = String.fromCodePoint(next.codePointAt(0) ?? 0x20);
  const needed = unit === 'whole-characters' ? Buffer.byteLength(first) : 1;
  // LuaTeX leaves the last place empty before a character of several bytes.
  return length <= limit && length + needed + (needed > 1 ? 1 : 0) > limit;
}

function lengthOf(line: string, unit: LineUnit): number {
  switch (unit) {
    case 'bytes':
      return line.length;
    case 'whole-characters':
      return Buffer.byteLength(line);
    case 'characters':
      return line.length - (line.match(/[\uDC00-\uDFFF]/g)?.length ?? 0);
  }
}
