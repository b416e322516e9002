/** The one table of the stages: their times, and how they compare where there is a baseline. */
import { bar, counted, listWords } from '../../record/text.ts';
import type { ReportModel } from '../model/model.ts';
import type { Fold } from '../rows/digest.ts';
import type { JudgedTime } from '../rows/judged-time.ts';
import type { StageRow } from '../rows/stage-row.ts';
import { FEW, joinParts, numberCell, type Part, table } from './blocks.ts';
import type { Without } from './budget.ts';
import { breaking, escapeMarkdown, inLines, unbroken } from './escape.ts';

interface Layout {
  readonly head: readonly string[];
  readonly align: string;
  readonly cells: (row: StageRow) => readonly string[];
  /** The last row, for the run as a whole. */
  readonly total?: readonly string[];
  readonly legend?: string;
}

const LEGEND =
  'Baseline: the median of comparable runs; Change: against it. On the band the bracket spans the changes that are within noise; ● is this run, without the run-wide factor. ± beside a verdict: smaller changes do not show.';

/** Every stage, what matters first; under pressure the remarkable ones only. */
export function stages(model: ReportModel, without: Without, mostNames: number): string {
  const few = without.has('unremarkable stages');
  const { rows: all, folds } = model.digest;
  const shown = few ? all.filter(row => row.notable).slice(0, FEW) : all;
  const { head, align, cells, total, legend } = model.compared.hasBaseline
    ? comparing(model)
    : measuring(model);
  const rows = [...shown.map(cells), ...(total === undefined ? [] : [total])];
  const left = all.length - shown.length;
  return joinParts([
    rows.length > 0 ? table([head, ...rows], align) : undefined,
    left > 0 ? `${rows.length > 0 ? 'And ' : ''}${counted(left, 'more stage')}.` : undefined,
    folds.length > 0 ? folds.map(fold => foldLine(fold, mostNames)).join('  \n') : undefined,
    model.documents.length > 0 ? documentLine(model) : undefined,
    legend,
    without.has('explanations of verdicts') ? undefined : explanations(model, few),
    ...model.remarks.map(escapeMarkdown),
  ]).trimEnd();
}

/** `PDF Rendering: [paper.pdf](…), 31 pages, 24 before`. */
function documentLine({ documents }: ReportModel): string {
  const shown = documents.slice(0, FEW).map(({ name, link, pages }) => {
    const file = link === undefined ? [] : [`[${escapeMarkdown(link.file)}](${link.href})`];
    const parts = [...file, ...(pages === undefined ? [] : [pages])];
    return `${escapeMarkdown(name)}: ${parts.join(', ')}`;
  });
  const left = documents.length - shown.length;
  return [...shown, ...(left > 0 ? [`and ${counted(left, 'more document')}`] : [])].join('; ');
}

/** `9 unchanged: a, b and 7 more`. */
function foldLine({ words, names }: Fold, most: number): string {
  return `${breaking(words)}: ${breaking(listWords(names, most))}`;
}

/** The caches' state has a column only where a stage uses one. */
function withCache(model: ReportModel, layout: Layout): Layout {
  if (!model.stages.some(({ cache }) => cache !== undefined)) return layout;
  const { head, align, cells, total } = layout;
  return {
    ...layout,
    head: [...head, 'Cache'],
    align: `${align}l`,
    cells: row => [...cells(row), row.cache === undefined ? '–' : unbroken(row.cache)],
    ...(total !== undefined && { total: [...total, ''] }),
  };
}

function measuring(model: ReportModel): Layout {
  const hasAllRows = model.digest.folds.length === 0;
  return withCache(model, {
    head: ['Stage', 'Duration', 'Status', 'Share', ''],
    align: 'lrlrl',
    ...(model.shareRemark !== undefined && hasAllRows && { legend: model.shareRemark }),
    cells: row => [
      stageCell(row),
      numberCell(row.duration),
      statusCell(row),
      numberCell(row.share),
      bar(row.share?.value ?? 0, 10),
    ],
  });
}

/** What is looked for first comes first: on a phone the rest is out of sight. */
function comparing(model: ReportModel): Layout {
  const { total: whole } = model.compared;
  // Of a run that failed there is nothing to say as a whole.
  const total = whole?.baseline === undefined ? undefined : whole;
  const isDrawn = [total, ...model.digest.rows.map(({ judged }) => judged)].some(
    judged => judged?.baseline !== undefined,
  );
  return withCache(model, {
    head: ['Stage', 'Change', 'Now', 'Verdict', 'Baseline', ''],
    align: 'lrrlrl',
    cells: row => {
      const isJudged = row.judged !== undefined && row.judged.kind !== 'not-measured';
      const status = isJudged && row.status.tone === 'good' ? [] : [statusCell(row)];
      const verdict = isJudged && row.judged !== undefined ? [verdictCell(row.judged)] : [];
      return [
        stageCell(row),
        numberCell(row.judged?.change),
        nowCell(row.duration?.text, row.judged),
        [...status, ...verdict].join('; '),
        ...baselineCells(row.judged),
      ];
    },
    ...(isDrawn && { legend: LEGEND }),
    ...(total !== undefined && {
      total: [
        '**Total**',
        numberCell(total.change),
        nowCell(total.duration, total),
        verdictCell(total),
        ...baselineCells(total),
      ],
    }),
  });
}

function baselineCells(judged: JudgedTime | undefined): readonly string[] {
  return [numberCell(judged?.baseline), judged?.band === undefined ? '' : `\`${judged.band}\``];
}

/** The time of this run, and below it the one that the change is of where that is another. */
function nowCell(duration: string | undefined, judged: JudgedTime | undefined): string {
  const now = duration === undefined ? '–' : unbroken(duration);
  return judged?.of === undefined ? now : `${now}<br>${escapeMarkdown(judged.of)}`;
}

function verdictCell({ kind, verdict, brief, adjusted }: JudgedTime): string {
  const word = isBad(kind) ? `**${unbroken(verdict.word)}**` : unbroken(verdict.word);
  const rest = [adjusted, brief].flatMap(words => (words === undefined ? [] : words));
  return [word, ...rest.map(words => words.replaceAll(' %', '&nbsp;%'))].join(', ');
}

/** Why, of the verdicts whose numbers do not say it: below the table, where a phone shows them whole. */
function explanations(model: ReportModel, few: boolean): Part {
  const shown = model.compared.findings.filter(({ judged }) => judged.explain);
  const items = (few ? shown.slice(0, FEW) : shown).map(
    ({ name, judged: { verdict, reason }, within }) =>
      `- **${escapeMarkdown(name)}** ${verdict.word}: ${escapeMarkdown(reason)}${
        within === undefined ? '' : `. Within it: ${escapeMarkdown(within)}`
      }`,
  );
  return items.length === 0 ? undefined : items.join('\n');
}

function isBad(kind: JudgedTime['kind'] | undefined): boolean {
  return kind === 'regressed' || kind === 'suspected';
}

/** One sign a row, the gravest that there is to show. */
function signOf({ status, judged, marks }: StageRow): string {
  const isWarned = isBad(judged?.kind) || marks.length > 0;
  return status.tone === 'good' && isWarned ? '⚠' : status.symbol;
}

function stageCell(row: StageRow): string {
  const name = inLines(row.name);
  const marks = row.marks.length === 0 ? '' : ` (${row.marks.join(', ')})`;
  const why = isCulprit(row) && row.ranBecause !== undefined ? row.ranBecause : '';
  return [
    `${signOf(row)}&nbsp;${row.notable ? `**${name}**` : name}${marks}`,
    ...(why === '' ? [] : [`<br><sub>${inLines(why)}</sub>`]),
  ].join('');
}

/** Of these a reader asks at once why they ran. */
export function isCulprit({ status, judged }: StageRow): boolean {
  return status.tone === 'bad' || isBad(judged?.kind);
}

function statusCell({ status, statusText, reason }: StageRow): string {
  // `reused, saves 12s` may break after its comma, but nowhere else.
  const word = unbroken(statusText).replace(',&nbsp;', ', ');
  const words = status.tone === 'bad' ? `**${word}**` : word;
  return `${words}${reason === undefined ? '' : `: ${escapeMarkdown(reason)}`}`;
}
