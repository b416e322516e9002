/**
 * What a pattern means, without any files. Its signs are `*`, `?`, `**`, `[…]` and `{…}`; everything
 * else stands for itself, and the whole pattern also stands for the path that reads the same, so that
 * a file can be named whatever signs are in its name.
 */

/** One part of a pattern between slashes. */
export type Segment =
  /** `**`: folders of any depth, or none. */
  | { readonly kind: 'any-depth' }
  | { readonly kind: 'name'; readonly name: string }
  /** A name with signs, and what it is tested with. */
  | { readonly kind: 'like'; readonly text: string; readonly test: RegExp };

/** For how many paths the braces of one pattern may stand. */
export const MOST_ALTERNATIVES = 1000;

/** The parts of a path that name something: `./a//b/` has the parts of `a/b`. */
export function partsOf(path: string): readonly string[] {
  return path.split('/').filter(part => part !== '' && part !== '.');
}

/**
 * All that a pattern may mean, first the path that reads like it. Where braces stand for more than
 * `MOST_ALTERNATIVES`, that path is all it means. Nothing leads out of the folder.
 */
export function alternativesOf(pattern: string): readonly (readonly Segment[])[] {
  const itself = partsOf(pattern).map((name): Segment => ({ kind: 'name', name }));
  const others = (expandBraces(pattern) ?? []).map(one => partsOf(one).map(segmentOf));
  const isPlain = others.length === 1 && others[0]?.every(({ kind }) => kind === 'name') === true;
  return [itself, ...(isPlain ? [] : others)].filter(one => !one.some(leadsOut));
}

function leadsOut(segment: Segment): boolean {
  return segment.kind === 'name' && segment.name === '..';
}

/** `[…]` with at least one character in it, other signs, and every other character by itself. */
const TOKEN = /\[([!^]?)(\]?[^\]]+|\])\]|\*+|./gsu;

function segmentOf(text: string): Segment {
  if (text === '**') return { kind: 'any-depth' };
  const tokens = [...text.matchAll(TOKEN)].map(([token, not = '', set]) => {
    if (set !== undefined) return { isSign: true, source: `[${not && '^'}${setSource(set)}]` };
    if (token.startsWith('*')) return { isSign: true, source: '.*' };
    if (token === '?') return { isSign: true, source: '.' };
    return { isSign: false, source: characterSource(token) };
  });
  if (!tokens.some(({ isSign }) => isSign)) return { kind: 'name', name: text };
  const source = tokens.map(({ source }) => source).join('');
  return { kind: 'like', text, test: new RegExp(`^${source}$`, 'su') };
}

/** What stands between the brackets, such as `a-z_`. */
function setSource(set: string): string {
  const members = [...set.matchAll(/(.)-(.)|./gsu)].map(([member, from, to]) =>
    from === undefined || to === undefined
      ? characterSource(member)
      : [from, to].sort().map(characterSource).join('-'),
  );
  return members.join('');
}

function characterSource(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** The pattern once for each choice in its braces; nothing where there are too many of them. */
export function expandBraces(pattern: string): readonly string[] | undefined {
  let beginnings: readonly string[] = [''];
  let rest = pattern;
  for (let brace = findBraces(rest); brace !== undefined; brace = findBraces(rest)) {
    const { before, content, after } = brace;
    const choices = choicesIn(content);
    if (choices === undefined || choices.length * beginnings.length > MOST_ALTERNATIVES) {
      return undefined;
    }
    beginnings = beginnings.flatMap(one => choices.map(choice => `${one}${before}${choice}`));
    rest = after;
  }
  return beginnings.map(one => one + rest);
}

interface Braces {
  readonly before: string;
  readonly content: string;
  readonly after: string;
}

/** The first braces that offer a choice. */
function findBraces(text: string): Braces | undefined {
  for (let start = text.indexOf('{'); start !== -1; start = text.indexOf('{', start + 1)) {
    const end = closingOf(text, start);
    if (end === undefined) continue;
    const content = text.slice(start + 1, end);
    if (splitChoices(content).length < 2 && !RANGE.test(content)) continue;
    return { before: text.slice(0, start), content, after: text.slice(end + 1) };
  }
  return undefined;
}

function closingOf(text: string, start: number): number | undefined {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  return undefined;
}

/** At the commas that are in no inner braces. */
function splitChoices(content: string): readonly string[] {
  const choices = [''];
  let depth = 0;
  for (const sign of content) {
    if (sign === '{') depth += 1;
    if (sign === '}') depth -= 1;
    if (sign === ',' && depth === 0) choices.push('');
    else choices.push(`${choices.pop()}${sign}`);
  }
  return choices;
}

/** `1..12`, `01..12` with equal widths. */
const RANGE = /^(\d{1,9})\.\.(\d{1,9})$/;

/** Nothing where there are too many. */
function choicesIn(content: string): readonly string[] | undefined {
  const [, from, to] = RANGE.exec(content) ?? [];
  if (from !== undefined && to !== undefined) return numbersBetween(from, to);
  const choices: string[] = [];
  for (const choice of splitChoices(content)) {
    const expanded = expandBraces(choice);
    if (expanded === undefined) return undefined;
    choices.push(...expanded);
    if (choices.length > MOST_ALTERNATIVES) return undefined;
  }
  return choices;
}

function numbersBetween(from: string, to: string): readonly string[] | undefined {
  const [first, last] = [Number(from), Number(to)];
  const count = Math.abs(last - first) + 1;
  if (count > MOST_ALTERNATIVES) return undefined;
  const width = /^0\d/.test(from) || /^0\d/.test(to) ? Math.max(from.length, to.length) : 0;
  const step = Math.sign(last - first);
  return Array.from({ length: count }, (_, n) => `${first + n * step}`.padStart(width, '0'));
}
