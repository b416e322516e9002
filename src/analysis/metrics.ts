/** What a run's durations say: total, average, extremes, bottlenecks, budgets. */
import type { BottleneckMarks, UsualTime } from '../pipeline/types.ts';
import { type RunRecord, type StageRecord, wasExecuted } from '../record/run-record.ts';

export type { BottleneckMarks, UsualTime };

/** A stage that was executed to its end, with its part of the whole. */
export interface StageTime {
  readonly id: string;
  readonly durationMs: number;
  /** Duration over the run's total, 0 to 1; stages that overlap add up to more than 1. */
  readonly share: number;
}

/** A stage that took longer than its definition allows. */
export interface Overrun {
  readonly id: string;
  readonly durationMs: number;
  readonly budgetMs: number;
}

/** A stage that took longer than work with its tool usually does: a remark, which no gate hears of. */
export interface OverUsual {
  readonly id: string;
  readonly durationMs: number;
  readonly usual: UsualTime;
}

/** What reuse saved: time of stages, more than the run got shorter by where they would have overlapped. */
export interface ReuseMetrics {
  readonly stages: number;
  readonly savedMs: number;
}

/** The guide's performance metrics; where no stage was executed yet, only the total. */
export interface RunMetrics {
  readonly totalMs: number;
  readonly executed: number;
  readonly averageMs?: number;
  readonly slowest?: StageTime;
  readonly fastest?: StageTime;
}

/** Total, average over the executed stages, slowest and fastest of them; the first of equals. */
export function measureRun(record: RunRecord): RunMetrics {
  const times = stageTimes(record);
  const [first, ...others] = times;
  const metrics = { totalMs: record.totalMs, executed: times.length };
  if (first === undefined) return metrics;
  const sum = times.reduce((total, time) => total + time.durationMs, 0);
  return {
    ...metrics,
    averageMs: sum / times.length,
    slowest: others.reduce((a, b) => (b.durationMs > a.durationMs ? b : a), first),
    fastest: others.reduce((a, b) => (b.durationMs < a.durationMs ? b : a), first),
  };
}

/** The executed stages that are over both marks, slowest first. */
export function findBottlenecks(record: RunRecord, marks: BottleneckMarks): readonly StageTime[] {
  return stageTimes(record)
    .filter(time => time.durationMs > marks.overMs && time.share > marks.overShare)
    .sort((a, b) => b.durationMs - a.durationMs);
}

/** The executed stages that took longer than their budget, in the order of the record. */
export function findOverruns(record: RunRecord): readonly Overrun[] {
  return record.stages.flatMap(stage => {
    const { id, durationMs, budgetMs } = stage;
    if (!wasExecuted(stage) || durationMs === undefined || budgetMs === undefined) return [];
    return durationMs > budgetMs ? [{ id, durationMs, budgetMs }] : [];
  });
}

/** The executed stages that took longer than is usual with their tool, in the order of the record. */
export function findOverUsual(record: RunRecord): readonly OverUsual[] {
  return record.stages.flatMap(stage => {
    const { id, durationMs, usual } = stage;
    if (!wasExecuted(stage) || durationMs === undefined || usual === undefined) return [];
    return durationMs > usual.mostMs ? [{ id, durationMs, usual }] : [];
  });
}

/** What the stages took when they ran whose results stood for a run; none where nothing was reused. */
export function measureReuse(record: RunRecord): ReuseMetrics | undefined {
  const reused = record.stages.flatMap(({ status, reuse }) =>
    status === 'reused' && reuse !== undefined ? [reuse] : [],
  );
  if (reused.length === 0) return undefined;
  return { stages: reused.length, savedMs: reused.reduce((sum, reuse) => sum + reuse.savedMs, 0) };
}

/** The part of the run's total that a stage took; undefined where its time is no measurement. */
export function shareOf(stage: StageRecord, totalMs: number): number | undefined {
  if (!wasExecuted(stage) || stage.durationMs === undefined) return undefined;
  return totalMs > 0 ? stage.durationMs / totalMs : 0;
}

function stageTimes(record: RunRecord): readonly StageTime[] {
  return record.stages.flatMap(stage => {
    const share = shareOf(stage, record.totalMs);
    if (share === undefined || stage.durationMs === undefined) return [];
    return [{ id: stage.id, durationMs: stage.durationMs, share }];
  });
}
