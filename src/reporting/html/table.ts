/** Tables that the script of the page makes sortable. */
import type { Quantity } from '../rows/quantity.ts';
import { breaking, escapeHtml } from './escape.ts';

/** A column's title, and whether it holds numbers. */
export interface Head {
  readonly title: string;
  readonly num: boolean;
}

/** Heads of a table whose columns hold numbers from the one with this index on. */
export function headsOf(titles: readonly string[], firstNumber: number): readonly Head[] {
  return titles.map((title, index) => ({ title, num: index >= firstNumber }));
}

/** A row of cells, and whether it is to be seen first. */
export interface Row {
  readonly content: string;
  readonly isMoved?: boolean;
}

/**
 * A table labelled by the heading with that id; `foot` is a last row that stays where it is. Roles are
 * spelled out because on a narrow page the rows become blocks, which takes them away.
 */
export function sortableTable(
  id: string,
  heads: readonly Head[],
  rows: readonly Row[],
  foot?: string,
): string {
  const head = heads.map(
    ({ title, num }) =>
      `<th role="columnheader" scope="col" aria-sort="none"${num ? ' class="num"' : ''}><button type="button" disabled>${title}</button></th>`,
  );
  const body = rows.map(
    ({ content, isMoved }) => `<tr role="row"${isMoved ? ' class="moved"' : ''}>${content}</tr>`,
  );
  const last =
    foot === undefined ? '' : `<tfoot role="rowgroup"><tr role="row">${foot}</tr></tfoot>\n`;
  return `<div class="wide"><table class="sortable" role="table" aria-labelledby="${id}">
<thead role="rowgroup"><tr role="row">${head.join('')}</tr></thead>
<tbody role="rowgroup">
${body.join('\n')}
</tbody>
${last}</table></div>`;
}

/** A row's name and its marks; sorts by the order of the definition, which says more than the alphabet. */
export function nameCell(name: string, index: number, marks: readonly string[]): string {
  const shown = marks.map(mark => ` <span class="mark">⚠ ${escapeHtml(mark)}</span>`).join('');
  return `<th role="rowheader" scope="row" data-value="${index}"><bdi>${breaking(name)}</bdi>${shown}</th>`;
}

/** A row's name with its place in small below it; sorts like `nameCell`. */
export function placeCell(what: string, where: string | undefined, index: number): string {
  const place = where === undefined ? '' : `<small><bdi>${breaking(where)}</bdi></small>`;
  return `<th role="rowheader" scope="row" class="place" data-value="${index}"><bdi>${breaking(what)}</bdi>${place}</th>`;
}

/** A name that is not the row's own; sorts by its letters. */
export function textCell(title: string, text: string): string {
  return `<td role="cell" class="text" data-label="${title}" data-value="${escapeHtml(text)}"><bdi>${breaking(text)}</bdi></td>`;
}

/** A state in words, with its sign and its reason. */
export function stateCell(
  { symbol, word, tone }: { readonly symbol: string; readonly word: string; readonly tone: string },
  reason: string | undefined,
): string {
  const why = reason === undefined ? '' : `<small><bdi>${escapeHtml(reason)}</bdi></small>`;
  return `<td role="cell" class="status" data-value="${escapeHtml(word)}"><span class="${tone}"><span aria-hidden="true">${symbol}</span> ${escapeHtml(word)}</span>${why}</td>`;
}

/** A measurement; `more` is markup of ours. */
export function quantityCell(title: string, quantity: Quantity | undefined, more = ''): string {
  if (quantity === undefined) return emptyCell(title);
  return `<td role="cell" class="num" data-label="${title}" data-value="${quantity.value}">${escapeHtml(quantity.text)}${more}</td>`;
}

/** Words where a number is not known, which sort last. */
export function wordsCell(title: string, text: string): string {
  return `<td role="cell" class="num" data-label="${title}" data-value="">${escapeHtml(text)}</td>`;
}

function emptyCell(title: string): string {
  return `<td role="cell" class="num none" data-label="${title}" data-value=""><span aria-hidden="true">–</span><span class="sr">not measured</span></td>`;
}
