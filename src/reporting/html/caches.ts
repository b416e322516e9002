/** The table of caches: what each did, cost and saved. */

import type { ReportModel } from '../model/model.ts';
import type { CacheRow } from '../rows/cache-row.ts';
import { escapeHtml } from './escape.ts';
import type { Section } from './section.ts';
import {
  headsOf,
  nameCell,
  quantityCell,
  type Row,
  sortableTable,
  stateCell,
  wordsCell,
} from './table.ts';

const HEADS = ['Cache', 'State', 'Size', 'Restored in', 'Saved', 'Time saved'];

/** None where the run had no cache. */
export function cachesSection(model: ReportModel): Section | undefined {
  if (model.caches.length === 0) return undefined;
  const heads = headsOf(HEADS, 2);
  const body = `${sortableTable('caches', heads, model.caches.map(cacheCells))}
${model.cacheRemark === undefined ? '' : `<p class="remark">${escapeHtml(model.cacheRemark)}</p>`}`;
  return { id: 'caches', title: 'Caches', body };
}

function cacheCells(row: CacheRow, index: number): Row {
  const { name, state, reason, size, restore, saved, timeSaved } = row;
  const cells = [
    nameCell(name, index, row.costly ? ['costs more than it saves'] : []),
    stateCell(state, reason),
    quantityCell('Size', size),
    quantityCell('Restored in', restore),
    saved === undefined ? wordsCell('Saved', 'no') : quantityCell('Saved', saved),
    timeSavedCell(timeSaved),
  ];
  return { content: cells.join('') };
}

function timeSavedCell(timeSaved: CacheRow['timeSaved']): string {
  const title = 'Time saved';
  if (timeSaved === undefined) return quantityCell(title, undefined);
  const { value, text } = timeSaved;
  return value === undefined ? wordsCell(title, text) : quantityCell(title, { value, text });
}
