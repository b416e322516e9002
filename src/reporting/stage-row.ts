/** One stage as the report shows it. */
import { shareOf } from '../analysis/metrics.ts';
import type { RunRecord, StageRecord } from '../record/run-record.ts';
import { type StatusWords, statusWords } from '../record/status.ts';
import { oneLine } from '../record/text.ts';
import { formatBytes, formatDuration, formatShare } from '../record/units.ts';

const LONGEST_NAME = 80;
const LONGEST_REASON = 300;

/** A measurement with its words; the number is for sorting and drawing. */
export interface Quantity {
  readonly value: number;
  readonly text: string;
}

/** What was measured is there; what was not, is absent, and a renderer shows a dash for it. */
export interface StageRow {
  readonly id: string;
  readonly name: string;
  readonly status: StatusWords;
  /** Why it is not simply passed, in words. */
  readonly reason?: string;
  /** Remarkable things about it, in words: `bottleneck`, `over budget of 1m 30s`, `2 attempts`. */
  readonly marks: readonly string[];
  /** Whether it deserves a place where not all stages have one. */
  readonly notable: boolean;
  readonly critical: boolean;
  readonly bottleneck: boolean;
  readonly duration?: Quantity;
  readonly share?: Quantity;
  readonly cpu?: Quantity;
  readonly memory?: Quantity;
  readonly read?: Quantity;
  readonly written?: Quantity;
  readonly outputs?: Quantity;
}

/** What the analysis says about the stages, by id. */
export interface StageMarks {
  readonly bottlenecks: ReadonlySet<string>;
  readonly critical: ReadonlySet<string>;
  readonly overruns: ReadonlySet<string>;
}

/** The stage's name as one line of visible text; its id where it has none. */
export function stageName(stage: StageRecord): string {
  return oneLine(stage.name, LONGEST_NAME) || oneLine(stage.id, LONGEST_NAME) || '(unnamed)';
}

/** The reason the stage gives, as one line of visible text; empty where it gives none. */
export function stageReason(stage: StageRecord): string {
  return oneLine(stage.reason ?? '', LONGEST_REASON);
}

/** Words and numbers of one stage. */
export function stageRow(stage: StageRecord, record: RunRecord, marks: StageMarks): StageRow {
  const status = statusWords(stage);
  const reason = stageReason(stage);
  const bottleneck = marks.bottlenecks.has(stage.id);
  const overrun = marks.overruns.has(stage.id);
  return {
    id: stage.id,
    name: stageName(stage),
    status,
    ...(reason !== '' && { reason }),
    marks: [
      ...(bottleneck ? ['bottleneck'] : []),
      ...(overrun ? [`over budget of ${formatDuration(stage.budgetMs ?? 0)}`] : []),
      ...(stage.attempts > 1 ? [`${stage.attempts} attempts`] : []),
    ],
    notable: bottleneck || overrun || status.tone === 'bad' || status.tone === 'warn',
    critical: marks.critical.has(stage.id),
    bottleneck,
    ...quantity('duration', stage.durationMs, formatDuration),
    ...quantity('share', shareOf(stage, record.totalMs), formatShare),
    ...quantity('cpu', stage.cpuMs, formatDuration),
    ...quantity('memory', stage.peakRssBytes, formatBytes),
    ...quantity('read', stage.readBytes, formatBytes),
    ...quantity('written', stage.writeBytes, formatBytes),
    ...quantity('outputs', stage.outputBytes, formatBytes),
  };
}

function quantity<K extends string>(
  key: K,
  value: number | undefined,
  format: (value: number) => string,
): { readonly [P in K]?: Quantity } {
  if (value === undefined) return {};
  return { [key]: { value, text: format(value) } } as { [P in K]: Quantity };
}
