/**
 * The one report that every renderer shows. All words, numbers and judgements are decided here, and
 * all text is visible text on one line; a renderer lays out, and escapes for its own format.
 */
import { type CriticalStep, criticalPath, spanOf } from '../analysis/critical-path.ts';
import {
  type BottleneckMarks,
  findBottlenecks,
  findOverruns,
  measureRun,
} from '../analysis/metrics.ts';
import type { RunRecord, StageRecord, StageSeries } from '../record/run-record.ts';
import { hasFailed } from '../record/status.ts';
import { counted, logLine, oneLine } from '../record/text.ts';
import { formatDuration, formatShare } from '../record/units.ts';
import { environmentFacts, type Fact, runFacts, unmeasured } from './facts.ts';
import { failureWords, type Headline, headlineOf } from './headline.ts';
import { type StageRow, stageName, stageReason, stageRow } from './stage-row.ts';

const LONGEST_LOG_LINE = 300;
const LONGEST_NOTICE = 500;
/** The guide's promise: the last lines of a failed stage's log are where the reader looks. */
const LOG_LINES = 20;

/** A performance metric: `Slowest Stage`, `PDF Rendering`, `45s, 33 %`. */
export interface Metric {
  readonly label: string;
  readonly value: string;
  readonly detail?: string;
}

/** A stage that needs a second look, in a sentence that starts with what it is. */
export interface Warning {
  readonly label: 'Bottleneck' | 'Over budget';
  readonly text: string;
}

/** A stage's place in time. */
export interface TimelineRow {
  readonly row: StageRow;
  readonly startMs: number;
  readonly endMs: number;
}

/** When the stages ran, in the order in which they started. */
export interface Timeline {
  readonly lengthMs: number;
  readonly rows: readonly TimelineRow[];
}

/** A link of the critical path: what it took, and what it waited for where that was no need. */
export interface PathStep {
  readonly name: string;
  readonly duration: string;
  readonly wait?: string;
}

/** A failed stage and the end of its log, with the log's place in the report directory. */
export interface Failure {
  readonly name: string;
  /** `failed after 12s (exit code 12)`. */
  readonly text: string;
  readonly reason?: string;
  readonly lines: readonly string[];
  readonly logFile?: string;
}

/** A stage's resources over time. */
export interface ResourceChart {
  readonly name: string;
  readonly length: string;
  readonly series: StageSeries;
}

/** Everything there is to say about a run. */
export interface ReportModel {
  readonly headline: Headline;
  /** How this run compares with what came before, or why that cannot be said. */
  readonly comparison: string;
  readonly metrics: readonly Metric[];
  readonly warnings: readonly Warning[];
  readonly failures: readonly Failure[];
  /** In the order of the definition. */
  readonly stages: readonly StageRow[];
  /** Said below the stages' table where it is needed to read it. */
  readonly remarks: readonly string[];
  readonly skipped: readonly StageRow[];
  readonly timeline: Timeline;
  readonly path: readonly PathStep[];
  readonly charts: readonly ResourceChart[];
  /** Processes that outlived their stage, in sentences. */
  readonly survivors: readonly string[];
  readonly notices: readonly string[];
  readonly run: readonly Fact[];
  readonly environment: readonly Fact[];
}

/** Makes the report of a finished run, or of one that is under way. */
export function buildReport(
  record: RunRecord,
  options: { readonly marks: BottleneckMarks },
): ReportModel {
  const path = criticalPath(record);
  const bottlenecks = findBottlenecks(record, options.marks);
  const overruns = findOverruns(record);
  const marks = {
    bottlenecks: new Set(bottlenecks.map(stage => stage.id)),
    critical: new Set(path.map(step => step.id)),
    overruns: new Set(overruns.map(stage => stage.id)),
  };
  const rows = new Map(record.stages.map(stage => [stage, stageRow(stage, record, marks)]));
  const stages = [...rows.values()];
  const names = new Map(record.stages.map(stage => [stage.id, stageName(stage)]));
  const nameOf = (id: string) => names.get(id) ?? '';
  return {
    headline: headlineOf(record),
    comparison: 'No baseline yet: nothing to compare with.',
    metrics: metricsOf(record, nameOf),
    warnings: [
      ...bottlenecks.map(({ id, durationMs, share }): Warning => {
        const whole = record.status === 'running' ? 'the time so far' : 'the total';
        const text = `${nameOf(id)} took ${formatDuration(durationMs)}, ${formatShare(share)} of ${whole}`;
        return { label: 'Bottleneck', text };
      }),
      ...overruns.map(({ id, durationMs, budgetMs }): Warning => {
        const text = `${nameOf(id)} took ${formatDuration(durationMs)}, its budget is ${formatDuration(budgetMs)}`;
        return { label: 'Over budget', text };
      }),
    ],
    failures: record.stages.filter(hasFailed).map(failureOf),
    stages,
    remarks: [...overlap(stages), ...unmeasured(record)],
    skipped: record.stages.flatMap(stage => {
      const row = rows.get(stage);
      return stage.status === 'skipped' && row !== undefined ? [row] : [];
    }),
    timeline: timelineOf(record, rows),
    path: path.map(step => pathStep(step, nameOf)),
    charts: record.stages.flatMap(stage => {
      const { series } = stage;
      if (series === undefined) return [];
      const lengthMs = stage.durationMs ?? series.intervalMs * series.cpuPercent.length;
      return [{ name: stageName(stage), length: formatDuration(lengthMs), series }];
    }),
    survivors: record.stages.flatMap(stage =>
      (stage.survivors ?? []).map(
        command =>
          `${oneLine(command, LONGEST_NOTICE)} outlived ${stageName(stage)} and was ended with the run`,
      ),
    ),
    notices: record.notices.map(notice => oneLine(notice, LONGEST_NOTICE)),
    run: runFacts(record),
    environment: environmentFacts(record),
  };
}

function metricsOf(record: RunRecord, nameOf: (id: string) => string): readonly Metric[] {
  const { totalMs, executed, averageMs, slowest, fastest } = measureRun(record);
  const soFar = record.status === 'running' ? { detail: 'so far' } : {};
  return [
    { label: 'Total Execution Time', value: formatDuration(totalMs), ...soFar },
    ...(averageMs === undefined
      ? []
      : [
          {
            label: 'Average Stage Time',
            value: formatDuration(averageMs),
            detail: `over ${counted(executed, 'executed stage')}`,
          },
        ]),
    ...(slowest === undefined
      ? []
      : [
          {
            label: 'Slowest Stage',
            value: nameOf(slowest.id),
            detail: `${formatDuration(slowest.durationMs)}, ${formatShare(slowest.share)}`,
          },
        ]),
    ...(fastest === undefined
      ? []
      : [
          {
            label: 'Fastest Stage',
            value: nameOf(fastest.id),
            detail: formatDuration(fastest.durationMs),
          },
        ]),
  ];
}

function failureOf(stage: StageRecord): Failure {
  const reason = stageReason(stage);
  return {
    name: stageName(stage),
    text: `${failureWords(stage)}${stage.optional ? ', optional' : ''}`,
    ...(reason !== '' && { reason }),
    lines: (stage.logTail ?? []).slice(-LOG_LINES).map(line => logLine(line, LONGEST_LOG_LINE)),
    ...(stage.logFile !== undefined && { logFile: oneLine(stage.logFile, LONGEST_LOG_LINE) }),
  };
}

/** Shares are of the run's total, so that those of stages which overlap add up to more than it. */
function overlap(stages: readonly StageRow[]): readonly string[] {
  const sum = stages.reduce((total, row) => total + (row.share?.value ?? 0), 0);
  if (sum <= 1.01) return [];
  return [`Stages ran at the same time, so that their shares add up to ${formatShare(sum)}.`];
}

function timelineOf(record: RunRecord, rows: ReadonlyMap<StageRecord, StageRow>): Timeline {
  const placed = [...rows].flatMap(([stage, row]) => {
    const span = spanOf(stage, record.totalMs);
    return span === undefined ? [] : [{ row, ...span }];
  });
  return {
    lengthMs: placed.reduce((length, { endMs }) => Math.max(length, endMs), record.totalMs),
    rows: placed.sort((a, b) => a.startMs - b.startMs),
  };
}

function pathStep(step: CriticalStep, nameOf: (id: string) => string): PathStep {
  const { after } = step;
  const slot =
    after.kind === 'slot'
      ? { wait: `waited ${formatDuration(after.waitMs)} for the slot of ${nameOf(after.id)}` }
      : {};
  return {
    name: nameOf(step.id),
    duration: formatDuration(step.endMs - step.startMs),
    ...slot,
  };
}
