/** The stages by what matters to a reader: what went wrong first, what says nothing of its own in one line each. */
import { type Blame, blames, failedStages } from '../../analysis/blame.ts';
import { movesOf } from '../../analysis/verdict/changes.ts';
import { type RunRecord, type StageRecord, wasExecuted } from '../../record/run-record.ts';
import { hasFailed } from '../../record/status.ts';
import { formatDuration } from '../../record/units.ts';
import { layerMs, layerOf } from '../words/facts/layer.ts';
import type { StageRow } from './stage-row.ts';

/** Stages of which there is nothing to say but that they are there. */
export interface Fold {
  readonly of: 'skipped' | 'passed' | 'unchanged' | 'reused' | 'restored' | 'ready';
  /** `9 unchanged`; `12 reused, saved 3m 05s`; `40 skipped because Fit failed`. */
  readonly words: string;
  /** In the order of the definition. */
  readonly names: readonly string[];
}

/** A table of stages in which the culprit is the first row. */
export interface StageDigest {
  readonly rows: readonly StageRow[];
  readonly folds: readonly Fold[];
}

type NameOf = (id: string) => string;

/**
 * Failed, regressed and suspected stages, and those over their budgets, the worst first; then those that were
 * measured, in the order of the definition; then what never ran for a reason of its own.
 */
export function digestOf(
  record: RunRecord,
  rows: ReadonlyMap<StageRecord, StageRow>,
  nameOf: NameOf,
): StageDigest {
  const ranks = ranksOf(record);
  const skippedFor = blames(record);
  const placed = [...rows].map(([stage, row]) => {
    const fold = foldOf(record, stage, row, skippedFor.get(stage.id));
    return { stage, row, fold, rank: rankOf(stage, row, ranks) };
  });
  return {
    rows: placed
      .filter(({ fold }) => fold === undefined)
      .sort((a, b) => a.rank - b.rank)
      .map(({ row }) => row),
    folds: foldsOf(placed, nameOf),
  };
}

/** Why a stage has no row; `restored` and `ready`: a setup whose command did not have to run. */
type FoldKind = Exclude<Fold['of'], 'skipped'> | Blame;

interface Placed {
  readonly stage: StageRecord;
  readonly row: StageRow;
  readonly fold: FoldKind | undefined;
}

function foldOf(
  { status: outcome }: RunRecord,
  { status, setup }: StageRecord,
  row: StageRow,
  skippedFor: Blame | undefined,
): FoldKind | undefined {
  if (setup !== undefined && setup.kind !== 'command') {
    return setup.kind === 'found' ? 'ready' : 'restored';
  }
  if (status === 'reused') return 'reused';
  if (status !== 'passed') return skippedFor;
  const { judged } = row;
  if (!row.overBudget && judged?.explain === false && judged.kind === 'unchanged') {
    return 'unchanged';
  }
  // Beside a failure nobody asks for the times of what went well.
  const isPlain = !row.notable && judged?.explain !== true;
  return outcome === 'failed' && isPlain ? 'passed' : undefined;
}

const FOLDS_IN_ORDER = [
  'failed',
  'not-run',
  'interrupted',
  'passed',
  'unchanged',
  'reused',
  'restored',
  'ready',
  'left-out',
] as const;

function foldsOf(placed: readonly Placed[], nameOf: NameOf): readonly Fold[] {
  return FOLDS_IN_ORDER.flatMap(kind => {
    const folded = placed.filter(({ fold }) => fold !== undefined && kindOf(fold) === kind);
    const causes = new Set(folded.map(({ fold }) => JSON.stringify(fold)));
    return [...causes].flatMap(cause =>
      foldLine(
        folded.filter(({ fold }) => JSON.stringify(fold) === cause),
        nameOf,
      ),
    );
  });
}

function kindOf(fold: FoldKind): (typeof FOLDS_IN_ORDER)[number] {
  return typeof fold === 'string' ? fold : fold.kind;
}

function foldLine(members: readonly Placed[], nameOf: NameOf): readonly Fold[] {
  const fold = members[0]?.fold;
  if (fold === undefined) return [];
  const words = `${members.length} ${foldWords(fold, members, nameOf)}`;
  const of = typeof fold === 'string' ? fold : 'skipped';
  return [{ of, words, names: members.map(({ row }) => row.name) }];
}

function foldWords(fold: FoldKind, members: readonly Placed[], nameOf: NameOf): string {
  const sum = (ofStage: (stage: StageRecord) => number) =>
    formatDuration(members.reduce((total, { stage }) => total + ofStage(stage), 0));
  if (fold === 'ready') return 'set up already';
  if (fold === 'restored') {
    const isTimed = members.every(({ stage }) => layerOf(stage) !== undefined);
    return isTimed ? `restored in ${sum(stage => layerMs(layerOf(stage)))}` : 'restored';
  }
  if (fold === 'reused') return `reused, saved ${sum(({ reuse }) => reuse?.savedMs ?? 0)}`;
  if (typeof fold === 'string') return fold;
  switch (fold.kind) {
    case 'failed':
      return `skipped because ${nameOf(fold.stage)} failed`;
    case 'not-run':
      return `skipped because ${nameOf(fold.stage)} did not run`;
    case 'interrupted':
      return 'skipped because the run was interrupted';
    case 'left-out':
      return fold.by === 'only' ? 'not selected' : 'skipped on request';
  }
}

/** How far down the ranks of a kind begin: further apart than any pipeline has stages. */
const KIND = 1_000_000;

/** Of the stages that failed or moved: the place of each, what failed first or lost most time first. */
function ranksOf(record: RunRecord): ReadonlyMap<string, number> {
  const kinds = [
    failedStages(record).map(({ id }) => id),
    record.stages.filter(stage => hasFailed(stage) && stage.optional).map(({ id }) => id),
    ...(['regressed', 'suspected'] as const).map(finding =>
      movesOf(record, finding).map(({ id }) => id),
    ),
  ];
  return new Map(
    kinds
      .flatMap((ids, kind) => ids.map((id, i): [string, number] => [id, kind * KIND + i]))
      // What failed is there, whatever else is said of it.
      .reverse(),
  );
}

function rankOf(stage: StageRecord, row: StageRow, ranks: ReadonlyMap<string, number>): number {
  const rank = ranks.get(stage.id);
  if (rank !== undefined) return rank;
  if (row.overBudget) return 4 * KIND;
  const hasRun =
    wasExecuted(stage) || stage.durationMs !== undefined || stage.startMs !== undefined;
  return (hasRun ? 5 : 6) * KIND;
}
