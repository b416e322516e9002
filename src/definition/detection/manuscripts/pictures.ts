/** The pictures of a text in Markdown: inline, by reference, in HTML and in TeX. */

/** The targets of all pictures, as they are written, without those of other sites. */
export function pictureTargets(written: string): readonly string[] {
  const text = written.replace(/^(```+|~~~+)[\s\S]*?^\1|<!--[\s\S]*?-->/gm, '');
  const targets = [
    ...inMarkdown(text),
    ...[...text.matchAll(/<img\b[^>]*\bsrc\s*=\s*["']([^"']+)["']/gi)].map(firstGroup),
    ...[...text.matchAll(/\\includegraphics\*?(?:\[[^\]]*\])?\{([^}]+)\}/g)].map(firstGroup),
  ];
  return [...new Set(targets)].filter(target => !/^[a-z]+:|[#?{]/i.test(target));
}

/** `![caption](target)` and `![caption][name]`; captions hold citations, formulas and links, and so brackets. */
function inMarkdown(text: string): readonly string[] {
  return [...text.matchAll(/!\[/g)].flatMap(({ index }): readonly string[] => {
    const close = closingBracket(text, index + 1);
    if (close === undefined) return [];
    const behind = text.slice(close + 1, close + 1 + LONGEST);
    const inline =
      /^\(\s*(?:<([^>\n]*)>|((?:[^\s()\\]|\\.|\([^\s()]*\))+))(?:\s+["'(][\s\S]*?)?\s*\)/.exec(
        behind,
      );
    if (inline !== null) return [decoded(inline[1] ?? inline[2] ?? '')];
    const caption = text.slice(index + 2, close);
    const named = /^\[([^\]\n]*)\]/.exec(behind)?.[1];
    return referred(text, named === undefined || named === '' ? caption : named);
  });
}

/** The place of the `]` that belongs to a `[`; nothing where the paragraph ends before. */
function closingBracket(text: string, open: number): number | undefined {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === '\\') at += 1;
    else if (sign === '[') depth += 1;
    else if (sign === ']') {
      depth -= 1;
      if (depth === 0) return at;
    } else if (sign === '\n' && /^[ \t]*\n/.test(text.slice(at + 1, at + 200))) return undefined;
  }
  return undefined;
}

/** What may follow a caption and still be a target. */
const LONGEST = 2_000;

/** The target of `[name]: target`. */
function referred(text: string, name: string): readonly string[] {
  const wanted = sameName(name);
  const definitions = text.matchAll(/^ {0,3}\[([^\]\n]+)\]:\s*<?([^\s>]+)>?/gm);
  const found = [...definitions].find(([, own = '']) => sameName(own) === wanted);
  return found === undefined ? [] : [decoded(found[2] ?? '')];
}

function sameName(name: string): string {
  return name.replace(/\s+/g, ' ').trim().toLowerCase();
}

/** `a b.png` for `a%20b.png`. */
function decoded(target: string): string {
  const plain = target.replace(/\\([!-/:-@[-`{-~])/g, '$1');
  try {
    return decodeURIComponent(plain);
  } catch {
    // A percent sign that is one.
    return plain;
  }
}

function firstGroup([, group = '']: RegExpMatchArray): string {
  return group;
}
