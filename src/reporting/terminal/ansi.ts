/** Colour and columns for a terminal. */
import stringWidth from 'string-width';
import { shorten } from '../../record/text.ts';
import type { Tone } from '../words/facts/status.ts';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'blue';

/** Puts text in a style, or leaves it alone where there is no colour. */
export type Paint = (style: Style | undefined, text: string) => string;

/** Select Graphic Rendition: the code that begins a style and the one that ends it. */
const CODES: Readonly<Record<Style, readonly [number, number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
};

const TONES: Readonly<Record<Tone, Style>> = {
  good: 'green',
  bad: 'red',
  warn: 'yellow',
  busy: 'blue',
  quiet: 'dim',
};

/** Paints with ANSI colours, or not at all. */
export function painter(color: boolean): Paint {
  return (style, text) => {
    if (!color || style === undefined || text === '') return text;
    const [begin, end] = CODES[style];
    return `\u001b[${begin}m${text}\u001b[${end}m`;
  };
}

/** The style for what a state means. */
export function toneStyle(tone: Tone): Style {
  return TONES[tone];
}

/** How many cells of a terminal visible text takes. */
export function cellsOf(text: string): number {
  return stringWidth(text);
}

/** Visible text cut to at most `cells` of a terminal's width, in which some characters take two. */
export function truncate(text: string, cells: number): string {
  if (stringWidth(text) <= cells) return text;
  for (let length = cells; length > 1; length -= 1) {
    const cut = shorten(text, length);
    if (stringWidth(cut) <= cells) return cut;
  }
  return '…';
}

/** Cut and filled up to exactly `cells`, the filling on the side that is not `side`. */
export function column(text: string, cells: number, side: 'left' | 'right'): string {
  const shown = truncate(text, cells);
  const filling = ' '.repeat(cells - stringWidth(shown));
  return side === 'left' ? shown + filling : filling + shown;
}

/** Words over as many lines of at most `cells` as they take; a longer word is cut. */
export function wrap(text: string, cells: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && stringWidth(`${line} ${word}`) <= cells) {
      lines[lines.length - 1] = `${line} ${word}`;
    } else {
      lines.push(truncate(word, cells));
    }
  }
  return lines;
}
