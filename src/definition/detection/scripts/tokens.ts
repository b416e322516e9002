/** The words of a program, as far as paths in it matter: strings, names and what stands between them. */

/** A token; of a string what it stands for, with `*` where something is put in. */
export interface Token {
  readonly kind: 'string' | 'name' | 'sign';
  readonly text: string;
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
  for (const match of source.matchAll(TOKEN)) {
    const { string, name, sign } = match.groups ?? {};
    if (string !== undefined) tokens.push({ kind: 'string', text: meaningOf(string, language) });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
    if (tokens.length >= MOST_TOKENS) break;
  }
  return tokens;
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
