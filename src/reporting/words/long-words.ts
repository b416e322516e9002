/** Where words may break that are too long for a narrow page: names of functions and paths have no spaces. */

/** Marks a place for a break. Not in any text: control characters were made visible when the model was built. */
export const BREAK = '\u0001';

/** Most characters of a word that a phone shows beside two numbers. */
export const CHARACTERS_A_LINE = 20;

/** The text with a mark where longer words may break: between their parts, and in a part that is as long itself. */
export function withBreaks(text: string): string {
  return text.split(' ').map(breakable).join(' ');
}

/** Not before a file's ending or a line's number. */
const AFTER_SIGN = /(?<=[/_-])(?=[^/_-])|(?<=[.:])(?=[^\W\d]\w{5})/;

function breakable(word: string): string {
  if (word.length <= CHARACTERS_A_LINE) return word;
  const lines: string[] = [];
  for (const part of word.split(AFTER_SIGN).flatMap(chopped)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + part.length <= CHARACTERS_A_LINE) {
      lines[lines.length - 1] = last + part;
    } else lines.push(part);
  }
  return lines.join(BREAK);
}

function chopped(part: string): readonly string[] {
  return part.match(CHOPS) ?? [];
}

/** Of whole characters; a mark stays with the letter that it stands on. */
const CHOPS = new RegExp(`(?:\\P{M}\\p{M}*|\\p{M}){1,${CHARACTERS_A_LINE}}`, 'gu');
