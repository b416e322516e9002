/** The stages by what matters to a reader: what went wrong first, what did not move in one line each. */
import { movesOf } from '../../analysis/verdict/changes.ts';
import { type RunRecord, type StageRecord, wasExecuted } from '../../record/run-record.ts';
import { hasFailed } from '../../record/status.ts';
import { formatDuration } from '../../record/units.ts';
import type { StageRow } from './stage-row.ts';

/** Stages of which there is nothing to say but that they are there. */
export interface Fold {
  /** `9 unchanged`; `12 reused, saved 3m 05s`. */
  readonly words: string;
  /** In the order of the definition. */
  readonly names: readonly string[];
}

/** A table of stages in which the culprit is the first row. */
export interface StageDigest {
  readonly rows: readonly StageRow[];
  readonly folds: readonly Fold[];
}

/**
 * Failed, regressed and suspected stages, and those over their budgets, the worst first; then those that were
 * measured, in the order of the definition; then what never ran.
 */
export function digestOf(record: RunRecord, rows: ReadonlyMap<StageRecord, StageRow>): StageDigest {
  const ranks = ranksOf(record);
  const shown = [...rows].filter(([stage, row]) => foldOf(stage, row) === undefined);
  const ranked = shown.map(([stage, row]) => ({ row, rank: rankOf(stage, row, ranks) }));
  return {
    rows: ranked.sort((a, b) => a.rank - b.rank).map(({ row }) => row),
    folds: foldsOf(rows),
  };
}

function foldOf({ status }: StageRecord, row: StageRow): 'unchanged' | 'reused' | undefined {
  if (status === 'reused') return 'reused';
  const { judged } = row;
  const isPlain = status === 'passed' && !row.overBudget && judged?.explain === false;
  return isPlain && judged.kind === 'unchanged' ? 'unchanged' : undefined;
}

function foldsOf(rows: ReadonlyMap<StageRecord, StageRow>): readonly Fold[] {
  return (['unchanged', 'reused'] as const).flatMap(kind => {
    const folded = [...rows].filter(([stage, row]) => foldOf(stage, row) === kind);
    if (folded.length === 0) return [];
    const savedMs = folded.reduce((sum, [{ reuse }]) => sum + (reuse?.savedMs ?? 0), 0);
    const saved = kind === 'reused' ? `, saved ${formatDuration(savedMs)}` : '';
    const names = folded.map(([, { name }]) => name);
    return [{ words: `${folded.length} ${kind}${saved}`, names }];
  });
}

/** How far down the ranks of a kind begin: further apart than any pipeline has stages. */
const KIND = 1_000_000;

/** Of the stages that moved: the place of each, the one that lost most time first. */
function ranksOf(record: RunRecord): ReadonlyMap<string, number> {
  return new Map(
    (['regressed', 'suspected'] as const).flatMap((finding, kind) =>
      movesOf(record, finding).map(({ id }, i): [string, number] => [id, (kind + 2) * KIND + i]),
    ),
  );
}

function rankOf(stage: StageRecord, row: StageRow, moved: ReadonlyMap<string, number>): number {
  if (hasFailed(stage)) return stage.optional ? KIND : 0;
  const rank = moved.get(stage.id);
  if (rank !== undefined) return rank;
  if (row.overBudget) return 4 * KIND;
  const hasRun =
    wasExecuted(stage) || stage.durationMs !== undefined || stage.startMs !== undefined;
  return (hasRun ? 5 : 6) * KIND;
}
