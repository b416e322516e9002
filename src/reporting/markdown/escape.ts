/**
 * Text inside GitHub's Markdown. A special character becomes a numeric reference, which is text in
 * Markdown and in HTML blocks alike. References are not enough for what GitHub finds in the finished
 * text (mentions, issue numbers, addresses, `:emoji:`): there a word joiner, which has no width and
 * breaks no line, parts the sign from what follows.
 */
import { BREAK, CHARACTERS_A_LINE, withBreaks } from '../words/long-words.ts';

const WORD_JOINER = '&#8288;';
const SPECIAL = /[&<>"'`\\*_{}[\]|~$^@#]/g;
/** At the start of a line these would begin a list, a heading's underline or a number. */
const AT_START = /^(?:[-+=]|\d+[.)](?= |$))/;
/** `@user`, `#123`; `:emoji:`, `https://`, but no time of day; `www.example.org`; `GH-123`. */
const FOUND_LATER =
  /(?<=[@#])(?=\S)|(?<=:)(?=\S)(?!(?<=\d:)\d\d(?!\d))|(?<=www)(?=\.)|(?<=\bGH)(?=-\d)/gi;
/** A number and its sign stay on one line. */
const BEFORE_PERCENT = /(?<=\d) (?=%)/g;
/** Not in any text: control characters were made visible when the model was built. */
const MARK = '\u0000';

/** Shows one line of visible text as it is, wherever inline Markdown or HTML stands. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(FOUND_LATER, MARK)
    .replace(SPECIAL, reference)
    .replace(AT_START, start => start.slice(0, -1) + reference(start.slice(-1)))
    .replaceAll(MARK, WORD_JOINER)
    .replace(BEFORE_PERCENT, '&nbsp;');
}

/** Words of ours that stay on one line. */
export function unbroken(text: string): string {
  return text.replaceAll(' ', '&nbsp;');
}

const NO_BREAK_SPACE = '\u00a0';

/**
 * The same for the first column of a table, where browsers break text at every space to make room for the
 * other columns: in lines of at most twenty characters, which longer words may break to be.
 */
export function inLines(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    const joined = `${last}${NO_BREAK_SPACE}${word}`;
    if (last !== undefined && joined.length <= CHARACTERS_A_LINE) lines[lines.length - 1] = joined;
    else lines.push(word);
  }
  return breaking(lines.join(' ')).replaceAll(NO_BREAK_SPACE, '&nbsp;');
}

/** Text whose long words may break. */
export function breaking(text: string): string {
  return escapeMarkdown(withBreaks(text)).replaceAll(BREAK, '<wbr>');
}

/** Lines as a code block whose fence is longer than any row of backticks within. */
export function fenced(lines: readonly string[], language: string): string {
  const longest = lines
    .flatMap(line => line.match(/`+/g) ?? [])
    .reduce((length, ticks) => Math.max(length, ticks.length), 2);
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, ...lines, fence].join('\n');
}

function reference(character: string): string {
  return `&#${character.codePointAt(0)};`;
}
