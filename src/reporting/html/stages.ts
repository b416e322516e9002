/** The table of stages. */
import type { ReportModel } from '../model/model.ts';
import type { DocumentRow } from '../rows/documents.ts';
import type { Quantity } from '../rows/quantity.ts';
import type { StageRow } from '../rows/stage-row.ts';
import { escapeHtml } from './escape.ts';
import type { Section } from './section.ts';
import { nameCell, quantityCell, sortableTable, stateCell } from './table.ts';

const QUANTITIES: readonly (readonly [string, (row: StageRow) => Quantity | undefined])[] = [
  ['Duration', row => row.duration],
  ['Baseline', row => row.judged?.baseline],
  ['Change', row => row.judged?.change],
  ['Share', row => row.share],
  ['CPU', row => row.cpu],
  ['Memory', row => row.memory],
  ['Read', row => row.read],
  ['Written', row => row.written],
  ['Outputs', row => row.outputs],
];

/** Shown by the script, which does what it says. */
const FILTER = `<p class="filter" hidden><label>Show stages with <input type="search" placeholder="a name or a state"></label> <output></output></p>`;

/** The table, what matters first, and the remarks needed to read it. */
export function stagesSection(model: ReportModel): Section {
  const columns = QUANTITIES.filter(([, read]) => model.stages.some(row => read(row)));
  const { hasBaseline } = model.compared;
  const words = hasBaseline ? ['Stage', 'Status', 'Verdict'] : ['Stage', 'Status'];
  const heads = [
    ...words.map(title => ({ title, num: false })),
    ...columns.map(([title]) => ({ title, num: true })),
  ];
  const rows = byImportance(model).map(row => {
    const index = model.stages.indexOf(row);
    const cells = columns.map(([title, read]) => {
      const value = read(row);
      return quantityCell(title, value, value === undefined ? '' : moreOf(title, value, row));
    });
    const caches = row.cache === undefined ? [] : [`${row.cache} cache`];
    const saves = row.saves === undefined ? [] : [`saves ${row.saves.text}`];
    const reason = [...saves, ...caches, row.reason, row.ranBecause]
      .filter(text => text !== undefined)
      .join('; ');
    const status = stateCell(row.status, reason === '' ? undefined : reason);
    const verdict = hasBaseline ? verdictCell(row) : '';
    const isMoved = row.judged?.kind === 'regressed' || row.judged?.kind === 'suspected';
    const content = `${nameCell(row.name, index, row.marks)}${status}${verdict}${cells.join('')}`;
    return { content, isMoved };
  });
  const { shareRemark } = model;
  const remarks = [...(shareRemark === undefined ? [] : [shareRemark]), ...model.remarks];
  const below = [...model.documents.map(documentHtml), ...remarks.map(escapeHtml)];
  const body = `${FILTER}
${sortableTable('stages', heads, rows, totalCells(model, columns))}
${below.map(html => `<p class="remark">${html}</p>`).join('\n')}`;
  return { id: 'stages', title: 'Stages', body };
}

function documentHtml({ name, link, pages }: DocumentRow): string {
  const file =
    link === undefined
      ? []
      : [`<a href="${escapeHtml(link.href)}"><bdi>${escapeHtml(link.file)}</bdi></a>`];
  const parts = [...file, ...(pages === undefined ? [] : [escapeHtml(pages)])];
  return `${escapeHtml(name)}: ${parts.join(', ')}`;
}

/** The culprits first; a click on the head of the first column sorts by the order of the definition. */
function byImportance({ stages, digest: { rows } }: ReportModel): readonly StageRow[] {
  const first = new Set(rows);
  return [...rows, ...stages.filter(row => !first.has(row))];
}

/** The run as a whole, below what is sorted; nothing where it was not compared. */
function totalCells(model: ReportModel, columns: typeof QUANTITIES): string | undefined {
  const { total } = model.compared;
  if (total === undefined) return undefined;
  const known: Readonly<Record<string, Quantity | undefined>> = {
    Duration: { value: 0, text: total.duration },
    Baseline: total.baseline,
    Change: total.change,
  };
  const cells = columns.map(([title]) =>
    quantityCell(title, known[title], title === 'Duration' ? ofWords(total.of) : ''),
  );
  const name = '<th role="rowheader" scope="row">The run as a whole</th><td role="cell"></td>';
  return `${name}${verdictCell({ judged: total })}${cells.join('')}`;
}

function verdictCell({ judged }: Pick<StageRow, 'judged'>): string {
  if (judged !== undefined && judged.kind !== 'not-measured') {
    return stateCell(judged.verdict, judged.adjusted);
  }
  return `<td role="cell" class="none" data-value=""><span aria-hidden="true">–</span><span class="sr">no verdict</span></td>`;
}

/** What stands below a number: how much a share is, and of which time a change is. */
function moreOf(title: string, { value }: Quantity, { judged }: StageRow): string {
  if (title === 'Share') return shareGauge(value);
  return title === 'Duration' ? ofWords(judged?.of) : '';
}

function ofWords(of: string | undefined): string {
  return of === undefined ? '' : `<small>${escapeHtml(of)}</small>`;
}

function shareGauge(share: number): string {
  const width = Number((Math.min(1, share) * 100).toFixed(2));
  return `<svg class="gauge" aria-hidden="true"><rect width="100%" height="4" rx="2"/><rect class="part" width="${width}%" height="4" rx="2"/></svg>`;
}
