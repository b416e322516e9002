/**
 * Numbers as people read them, turned back into the values that they may stand for. Written from the
 * specification in docs/report.md and not from the code that writes them, so that the two can disagree.
 */

/** The values that a rounded number may stand for. */
export interface Span {
  readonly low: number;
  readonly high: number;
}

/** Whether the value is one of those that the shown number may stand for. */
export function covers({ low, high }: Span, value: number): boolean {
  const slack = Math.max(1e-6, Math.abs(value) * 1e-9);
  return value >= low - slack && value <= high + slack;
}

/** A duration in a text. */
export const DURATION = /(?:\d+h \d\dm|\d+m \d\ds|\d+(?:\.\d+)?s)(?![\w.])/;
/** A change in a text. */
export const CHANGE = /[+−±]\d+ %/;

/** The milliseconds that `0.36s`, `12.3s`, `2m 15s` or `1h 02m` may stand for; undefined for no duration. */
export function msOf(text: string): Span | undefined {
  const around = (ms: number, half: number): Span => ({ low: ms - half, high: ms + half });
  const hours = /^(\d+)h (\d\d)m$/.exec(text);
  if (hours !== null) return around((Number(hours[1]) * 60 + Number(hours[2])) * 60_000, 30_500);
  const minutes = /^(\d+)m (\d\d)s$/.exec(text);
  if (minutes !== null) return around((Number(minutes[1]) * 60 + Number(minutes[2])) * 1000, 500);
  const seconds = /^(\d+)(?:\.(\d+))?s$/.exec(text);
  if (seconds === null) return undefined;
  const digits = seconds[2]?.length ?? 0;
  return around(Number(text.slice(0, -1)) * 1000, 500 / 10 ** digits);
}

/** The percents that `+53 %`, `−3 %` or `±0 %` may stand for; undefined for no change. */
export function changeOf(text: string): Span | undefined {
  const [, sign, digits] = /^([+−±]?)(\d+) %$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const value = Number(digits) * (sign === '−' ? -1 : 1);
  return { low: value - 0.5, high: value + 0.5 };
}

/** The middle value, or the mean of the two middle ones. */
export function middleOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const [upper = Number.NaN, lower = Number.NaN] = [sorted[half], sorted[half - 1]];
  return sorted.length % 2 === 1 ? upper : (lower + upper) / 2;
}

/** Markdown or HTML as the text that a reader sees, on as many lines as it has. */
export function readable(markup: string): string {
  return markup
    .replace(/<br>/g, ' ')
    .replace(/<(?=[/!a-z])[^>]*>/gi, '')
    .replace(/(?<!\*)\*\*(?!\*)/g, '')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/&(nbsp|lt|gt|amp|quot);/g, (_, name: string) => NAMED[name] ?? '')
    .replace(/\u2060/g, '')
    .replace(/\u00a0/g, ' ');
}

const NAMED: Readonly<Record<string, string>> = {
  nbsp: ' ',
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
};

/** A table as rows of cells by their column's title. */
export type Row = ReadonlyMap<string, string>;

/** The rows of the Markdown table with this title above its first column. */
export function markdownTable(markdown: string, first: string): readonly Row[] {
  const lines = markdown.split('\n');
  const at = lines.findIndex(line => line.startsWith(`|${first}|`));
  if (at < 0) return [];
  const cellsOf = (line: string): string[] => line.slice(1, -1).split('|').map(readable);
  const heads = cellsOf(lines[at] as string);
  const body = lines.slice(at + 2);
  const end = body.findIndex(line => !line.startsWith('|'));
  return body
    .slice(0, end < 0 ? body.length : end)
    .map(line => new Map(cellsOf(line).map((cell, i) => [heads[i] ?? '', cell.trim()])));
}

/** The rows of the HTML table that is labelled by this id, in the order of the definition, its last row included. */
export function htmlTable(html: string, id: string): readonly Row[] {
  const [, table = ''] =
    new RegExp(`<table[^>]*aria-labelledby="${id}">([\\s\\S]*?)</table>`).exec(html) ?? [];
  const [head = '', ...rows] = [...table.matchAll(/<tr role="row"[^>]*>([\s\S]*?)<\/tr>/g)].map(
    match => match[1] ?? '',
  );
  const cells = (row: string) => [...row.matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)];
  const heads = cells(head).map(match => readable(match[1] ?? ''));
  const place = (row: string) =>
    Number(/^<th[^>]*data-value="(\d+)"/.exec(row)?.[1] ?? Number.POSITIVE_INFINITY);
  const ordered = rows.toSorted((a, b) => (place(a) < place(b) ? -1 : 1));
  return ordered.map(
    row =>
      new Map(
        cells(row).map((match, i) => {
          const shown = (match[1] ?? '').replace(/<span class="sr">.*?<\/span>/g, '');
          return [heads[i] ?? '', readable(shown.replace(/<small>/g, ' ')).trim()];
        }),
      ),
  );
}

/** The rows of the terminal's table of stages. */
export function terminalTable(text: string, first: string): readonly Row[] {
  const lines = text.split('\n');
  const at = lines.findIndex(line => line.trimStart().startsWith(`${first}  `));
  if (at < 0) return [];
  const cellsOf = (line: string): string[] => line.slice(2).trimEnd().split(/ {2,}/);
  const heads = cellsOf(lines[at] as string);
  const body = lines.slice(at + 1);
  return body
    .slice(0, body.indexOf(''))
    .map(line => new Map(cellsOf(line).map((cell, i) => [heads[i] ?? '', cell])));
}
