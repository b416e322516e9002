/** Text inside HTML. */
import { BREAK, withBreaks } from '../words/long-words.ts';

/** A number and its percent sign stay on one line. */
const BEFORE_PERCENT = /(?<=\d) (?=%)/g;

/** Text inside HTML, in elements and in quoted attributes alike. */
export function escapeHtml(text: string): string {
  return text
    .replace(/[&<>"']/g, character => `&#${character.codePointAt(0)};`)
    .replace(BEFORE_PERCENT, '&nbsp;');
}

/** Text in an element whose long words may break. */
export function breaking(text: string): string {
  return escapeHtml(withBreaks(text)).replaceAll(BREAK, '<wbr>');
}
