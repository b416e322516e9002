/** The table of stages; the script of the page makes its columns sortable. */
import type { ReportModel } from '../model.ts';
import type { Quantity, StageRow } from '../stage-row.ts';
import { escapeHtml } from './escape.ts';

const QUANTITIES: readonly (readonly [string, (row: StageRow) => Quantity | undefined])[] = [
  ['Duration', row => row.duration],
  ['Share', row => row.share],
  ['CPU time', row => row.cpu],
  ['Peak memory', row => row.memory],
  ['Read', row => row.read],
  ['Written', row => row.written],
  ['Outputs', row => row.outputs],
];

/** The section with the table and the remarks needed to read it. */
export function stagesSection(model: ReportModel): string {
  const columns = QUANTITIES.filter(([, read]) => model.stages.some(row => read(row)));
  const titles = ['Stage', 'Status', ...columns.map(([title]) => title)];
  const head = titles.map(
    (title, index) =>
      `<th role="columnheader" scope="col" aria-sort="none"${index > 1 ? ' class="num"' : ''}><button type="button" disabled>${title}</button></th>`,
  );
  const rows = model.stages.map((row, index) => {
    const cells = columns.map(([title, read]) => quantityCell(title, read(row)));
    return `<tr role="row">${nameCell(row, index)}${statusCell(row)}${cells.join('')}</tr>`;
  });
  // Roles are spelled out because on a narrow page the rows become blocks, which takes them away.
  return `<section aria-labelledby="stages">
<h2 id="stages">Stages</h2>
<table class="stages" role="table" aria-labelledby="stages">
<thead role="rowgroup"><tr role="row">${head.join('')}</tr></thead>
<tbody role="rowgroup">
${rows.join('\n')}
</tbody>
</table>
${model.remarks.map(remark => `<p class="remark">${escapeHtml(remark)}</p>`).join('\n')}
</section>`;
}

/** Sorts by the order of the definition, which says more than the alphabet. */
function nameCell(row: StageRow, index: number): string {
  const marks = row.marks.map(mark => ` <span class="mark">⚠ ${escapeHtml(mark)}</span>`).join('');
  return `<th role="rowheader" scope="row" data-value="${index}"><bdi>${escapeHtml(row.name)}</bdi>${marks}</th>`;
}

function statusCell({ status, reason }: StageRow): string {
  const why = reason === undefined ? '' : `<small><bdi>${escapeHtml(reason)}</bdi></small>`;
  return `<td role="cell" class="status" data-value="${escapeHtml(status.word)}"><span class="${status.tone}"><span aria-hidden="true">${status.symbol}</span> ${escapeHtml(status.word)}</span>${why}</td>`;
}

function quantityCell(title: string, quantity: Quantity | undefined): string {
  if (quantity === undefined) {
    return `<td role="cell" class="num none" data-label="${title}" data-value=""><span aria-hidden="true">–</span><span class="sr">not measured</span></td>`;
  }
  const gauge = title === 'Share' ? shareGauge(quantity.value) : '';
  return `<td role="cell" class="num" data-label="${title}" data-value="${quantity.value}">${quantity.text}${gauge}</td>`;
}

function shareGauge(share: number): string {
  const width = Number((Math.min(1, share) * 100).toFixed(2));
  return `<svg class="gauge" aria-hidden="true"><rect width="100%" height="4" rx="2"/><rect class="part" width="${width}%" height="4" rx="2"/></svg>`;
}
