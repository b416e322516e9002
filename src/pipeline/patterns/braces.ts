/** Braces in patterns: `{a,b}` and `{1..3}`, each with a choice of texts. */

/** For how many paths the braces of one pattern may stand. */
export const MOST_ALTERNATIVES = 1000;
/** How many characters those paths may have together: a thousand of the longest that systems allow. */
const MOST_CHARACTERS = 4_096_000;

/** Braces that offer a choice: where they end, and where the commas between their choices are. */
interface Braces {
  readonly end: number;
  readonly commas: readonly number[];
}

/** The pattern once for each choice in its braces; nothing where there are too many, or too long ones. */
export function expandBraces(pattern: string): readonly string[] | undefined {
  return expandPart({ pattern, braces: bracesIn(pattern) }, 0, pattern.length, 0);
}

interface Source {
  readonly pattern: string;
  /** By where they start. */
  readonly braces: ReadonlyMap<number, Braces>;
}

/** What a part of the pattern stands for; `depth` counts the braces around it. */
function expandPart(
  source: Source,
  from: number,
  to: number,
  depth: number,
): readonly string[] | undefined {
  // Every pair of braces around others adds a choice to theirs.
  if (depth > MOST_ALTERNATIVES) return undefined;
  let beginnings: readonly string[] | undefined = [''];
  let plainFrom = from;
  for (let at = from; at < to; at += 1) {
    const braces = source.braces.get(at);
    if (braces === undefined) continue;
    const choices = choicesOf(source, at, braces, depth + 1);
    const before = source.pattern.slice(plainFrom, at);
    beginnings = choices && joined(beginnings, before, choices);
    if (beginnings === undefined) return undefined;
    at = braces.end;
    plainFrom = at + 1;
  }
  return joined(beginnings, source.pattern.slice(plainFrom, to), ['']);
}

function joined(
  beginnings: readonly string[],
  between: string,
  ends: readonly string[],
): readonly string[] | undefined {
  if (beginnings.length * ends.length > MOST_ALTERNATIVES) return undefined;
  const all = beginnings.flatMap(one => ends.map(end => one + between + end));
  return all.reduce((sum, { length }) => sum + length, 0) > MOST_CHARACTERS ? undefined : all;
}

/** Nothing where there are too many. */
function choicesOf(
  source: Source,
  start: number,
  { end, commas }: Braces,
  depth: number,
): readonly string[] | undefined {
  const [, first, last] = RANGE.exec(source.pattern.slice(start, end + 1)) ?? [];
  if (first !== undefined && last !== undefined) return numbersBetween(first, last);
  if (commas.length >= MOST_ALTERNATIVES) return undefined;
  const choices: string[] = [];
  let from = start + 1;
  for (const to of [...commas, end]) {
    const expanded = expandPart(source, from, to, depth);
    if (expanded === undefined) return undefined;
    choices.push(...expanded);
    if (choices.length > MOST_ALTERNATIVES) return undefined;
    from = to + 1;
  }
  return choices;
}

/** In one pass, however many braces are never closed. */
function bracesIn(pattern: string): ReadonlyMap<number, Braces> {
  const found = new Map<number, Braces>();
  const open: { readonly start: number; readonly commas: number[] }[] = [];
  for (const { 0: sign, index: at } of pattern.matchAll(/[{},]/g)) {
    if (sign === '{') open.push({ start: at, commas: [] });
    else if (sign === ',') open.at(-1)?.commas.push(at);
    else {
      const { start, commas } = open.pop() ?? { start: at, commas: [] };
      const isChoice = commas.length > 0 || RANGE.test(pattern.slice(start, at + 1));
      if (isChoice) found.set(start, { end: at, commas });
    }
  }
  return found;
}

/** `{1..12}`, `{01..12}` with equal widths. */
const RANGE = /^\{(\d{1,9})\.\.(\d{1,9})\}$/;

function numbersBetween(from: string, to: string): readonly string[] | undefined {
  const [first, last] = [Number(from), Number(to)];
  const count = Math.abs(last - first) + 1;
  if (count > MOST_ALTERNATIVES) return undefined;
  const width = /^0\d/.test(from) || /^0\d/.test(to) ? Math.max(from.length, to.length) : 0;
  const step = Math.sign(last - first);
  return Array.from({ length: count }, (_, n) => `${first + n * step}`.padStart(width, '0'));
}
