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
  | { readonly kind: 'like'; readonly text: string; readonly test: NameTest };

/** Whether a name is like a pattern; takes time in proportion to both, whatever they are. */
export interface NameTest {
  test(name: string): boolean;
}

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
  const tokens = [...text.matchAll(TOKEN)].map(([token, not = '', set]): Token => {
    if (set !== undefined) return new RegExp(`^[${not && '^'}${setSource(set)}]$`, 'su');
    if (token.startsWith('*')) return 'any-characters';
    return token === '?' ? 'any-character' : { character: token };
  });
  const isPlain = tokens.every(token => typeof token === 'object' && 'character' in token);
  if (isPlain) return { kind: 'name', name: text };
  return { kind: 'like', text, test: { test: name => isLike([...name], tokens) } };
}

/** A sign, or one character by itself; a set is tested with one character. */
type Token = 'any-characters' | 'any-character' | RegExp | { readonly character: string };

/**
 * Each `*` takes as little as it can: where what follows does not fit, the last one takes a character
 * more. Those before it never have to, because what they found is as far to the left as can be.
 */
function isLike(characters: readonly string[], tokens: readonly Token[]): boolean {
  let [at, token] = [0, 0];
  let lastStar: { readonly token: number; at: number } | undefined;
  while (at < characters.length) {
    const wanted = tokens[token];
    if (wanted === 'any-characters') {
      lastStar = { token, at };
      token += 1;
    } else if (wanted !== undefined && fits(characters[at] as string, wanted)) {
      at += 1;
      token += 1;
    } else if (lastStar !== undefined) {
      lastStar.at += 1;
      at = lastStar.at;
      token = lastStar.token + 1;
    } else return false;
  }
  return tokens.slice(token).every(rest => rest === 'any-characters');
}

function fits(character: string, wanted: Exclude<Token, 'any-characters'>): boolean {
  if (wanted === 'any-character') return true;
  return 'character' in wanted ? wanted.character === character : wanted.test(character);
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
