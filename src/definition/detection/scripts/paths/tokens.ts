/** The words of a program, as far as paths in it matter: strings, names and what stands between them. */

/** A token; of a string what it stands for, with `*` where something is put in. */
export interface Token {
  readonly kind: 'string' | 'name' | 'sign';
  readonly text: string;
  /** Of the first token of a line: how far in it is. */
  readonly indent?: number;
  /** Of a string into which values are put: its parts, of which those at odd places are names. */
  readonly pieces?: readonly string[];
}

/** Languages differ in comments and in how values are put into strings. */
export type Language = 'python' | 'r' | 'julia' | 'shell';

const MOST_TOKENS = 100_000;

const COMMENT = String.raw`#[^\n]*`;
const TRIPLE = String.raw`[A-Za-z]{0,2}(?:"""[\s\S]*?"""|'''[\s\S]*?''')`;
const STRING = String.raw`[A-Za-z]{0,2}(?:"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*')`;
const NAME = String.raw`@?[A-Za-z_][A-Za-z0-9_]*(?:(?:\.|::)[A-Za-z_][A-Za-z0-9_]*)*|\.[A-Za-z_][A-Za-z0-9_]*`;
const SIGN = String.raw`<-|\d+(?:\.\d+)?|[^\sA-Za-z0-9_]`;
const TOKEN = new RegExp(
  `(?<comment>${COMMENT})|(?<triple>${TRIPLE})|(?<string>${STRING})|(?<name>${NAME})|(?<sign>${SIGN})`,
  'g',
);

/** The tokens of a program. Texts over several lines are documentation, not paths. */
export function tokensOf(source: string, language: Language): readonly Token[] {
  const tokens: Token[] = [];
  let line = -1;
  for (const match of source.matchAll(TOKEN)) {
    const begin = source.lastIndexOf('\n', match.index - 1) + 1;
    const isFirst = begin !== line && source.slice(begin, match.index).trim() === '';
    line = begin;
    const token = tokenOf(match, language);
    if (token !== undefined)
      tokens.push(isFirst ? { ...token, indent: match.index - begin } : token);
    if (tokens.length >= MOST_TOKENS) break;
  }
  return tokens;
}

function tokenOf({ groups = {} }: RegExpMatchArray, language: Language): Token | undefined {
  const { string, name, sign } = groups;
  if (string !== undefined) {
    const pieces = piecesOf(string, language);
    const text = meaningOf(string, language);
    return pieces === undefined ? { kind: 'string', text } : { kind: 'string', text, pieces };
  }
  if (name !== undefined) return { kind: 'name', text: name };
  return sign === undefined ? undefined : { kind: 'sign', text: sign };
}

/** `f"{DATA}/a.csv"` → '', `DATA`, `/a.csv`. */
function piecesOf(literal: string, language: Language): readonly string[] | undefined {
  const [, prefix = '', body = ''] = /^([A-Za-z]{0,2})["']([\s\S]*)["']$/.exec(literal) ?? [];
  if (language === 'python' && /f/i.test(prefix)) return odd(body.split(/\{([^{}]*)\}/));
  if (language === 'julia')
    return odd(body.split(/\$\(([^()]*)\)|\$([A-Za-z_]\w*)/).filter(isText));
  return undefined;
}

function isText(piece: string | undefined): piece is string {
  return piece !== undefined;
}

function odd(pieces: readonly string[]): readonly string[] | undefined {
  return pieces.length > 1 ? pieces : undefined;
}

function meaningOf(literal: string, language: Language): string {
  const [, prefix = '', body = ''] = /^([A-Za-z]{0,2})["']([\s\S]*)["']$/.exec(literal) ?? [];
  const text = /r/i.test(prefix) ? body : body.replace(/\\(.)/g, '$1');
  switch (language) {
    case 'python':
      return /f/i.test(prefix)
        ? text.replace(/\{[^{}]*\}/g, '*')
        : text.replace(/%[-0-9.]*[sdfi]|\{[^{}/]{0,20}\}/g, '*');
    case 'julia':
      return text.replace(/\$\([^()]*\)|\$[A-Za-z_]\w*/g, '*');
    case 'r':
      return text.replace(/%[-0-9.]*[sdfi]|\{[^{}/]*\}/g, '*');
    case 'shell':
      return text;
  }
}
