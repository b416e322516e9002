/**
 * What a pattern means, without any files. Its signs are `*`, `?`, `**`, `[…]` and `{…}`; everything
 * else stands for itself, and the whole pattern also stands for the path that reads the same, so that
 * a file can be named whatever signs are in its name.
 */
import { expandBraces } from './braces.ts';

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

/** The parts of a path that name something: `./a//b/` has the parts of `a/b`. */
export function partsOf(path: string): readonly string[] {
  return path.split('/').filter(part => part !== '' && part !== '.');
}

/**
 * All that a pattern may mean, first the path that reads like it. Where braces stand for too many
 * paths, that path is all it means. Nothing leads out of the folder.
 */
export function alternativesOf(pattern: string): readonly (readonly Segment[])[] {
  const itself = partsOf(pattern).map((name): Segment => ({ kind: 'name', name }));
  const others = (expandBraces(pattern) ?? []).map(segmentsOf);
  const isPlain = others.length === 1 && others[0]?.every(({ kind }) => kind === 'name') === true;
  return [itself, ...(isPlain ? [] : others)].filter(one => !one.some(leadsOut));
}

/** One `**` behind another adds nothing. */
function segmentsOf(pattern: string): readonly Segment[] {
  return partsOf(pattern)
    .filter((part, i, parts) => part !== '**' || parts[i - 1] !== '**')
    .map(segmentOf);
}

function leadsOut(segment: Segment): boolean {
  return segment.kind === 'name' && segment.name === '..';
}

/** `[…]` with at least one character in it, other signs, and every other character by itself. */
const TOKEN = /\[([!^]?)(\]?[^\]]+|\])\]|\*+|./gsu;
const TOKEN_BUT_SET = /\*+|./gsu;

function segmentOf(text: string): Segment {
  if (text === '**') return { kind: 'any-depth' };
  const tokens = tokensOf(text);
  const isPlain = tokens.every(token => typeof token === 'object' && 'character' in token);
  if (isPlain) return { kind: 'name', name: text };
  return { kind: 'like', text, test: { test: name => isLike([...name], tokens) } };
}

function tokensOf(text: string): readonly Token[] {
  // Behind the last `]` no set is looked for: each `[` there would be followed to the end.
  const setsEnd = text.lastIndexOf(']') + 1;
  return [
    ...Array.from(text.slice(0, setsEnd).matchAll(TOKEN), tokenOf),
    ...Array.from(text.slice(setsEnd).matchAll(TOKEN_BUT_SET), tokenOf),
  ];
}

function tokenOf([token, not = '', set]: RegExpExecArray): Token {
  if (set !== undefined) return characterSet(set, not !== '');
  if (token.startsWith('*')) return 'any-characters';
  return token === '?' ? 'any-character' : { character: token };
}

/** A sign, a set, or one character by itself. */
type Token = 'any-characters' | 'any-character' | CharacterSet | { readonly character: string };

/** Not a regular expression: to compile one takes time that grows faster than the set. */
interface CharacterSet {
  /** Whether it is all characters but these. */
  readonly isInverse: boolean;
  readonly characters: ReadonlySet<string>;
  /** First and last code points. */
  readonly ranges: readonly (readonly [number, number])[];
}

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
  return 'character' in wanted ? wanted.character === character : isIn(character, wanted);
}

function isIn(character: string, { isInverse, characters, ranges }: CharacterSet): boolean {
  const code = codeOf(character);
  const isMember =
    characters.has(character) || ranges.some(([first, last]) => first <= code && code <= last);
  return isMember !== isInverse;
}

/** `set` is what stands between the brackets, such as `a-z_`. */
function characterSet(set: string, isInverse: boolean): CharacterSet {
  const characters = new Set<string>();
  const ranges: [number, number][] = [];
  for (const [member, from, to] of set.matchAll(/(.)-(.)|./gsu)) {
    if (from === undefined || to === undefined) characters.add(member);
    else ranges.push([codeOf(from), codeOf(to)].sort((a, b) => a - b) as [number, number]);
  }
  return { isInverse, characters, ranges };
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}
