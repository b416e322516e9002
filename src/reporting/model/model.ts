/**
 * The one report that every renderer shows. All words, numbers and judgements are decided here, and
 * all text is visible text on one line; a renderer lays out, and escapes for its own format.
 */

import { failedStages } from '../../analysis/blame.ts';
import { failureCause } from '../../analysis/failure-cause.ts';
import {
  type BottleneckMarks,
  findBottlenecks,
  findOverruns,
  findOverUsual,
} from '../../analysis/metrics.ts';
import { criticalPath } from '../../analysis/noise/critical-path.ts';
import { legTitle } from '../../record/job.ts';
import type { RunRecord, StageRecord, StageSeries } from '../../record/run-record.ts';
import type { Site } from '../../record/site.ts';
import { hasFailed, stageName } from '../../record/status.ts';
import { logLine, oneLine } from '../../record/text.ts';
import { formatDuration, formatShare } from '../../record/units.ts';
import { type CacheRow, cacheTable } from '../rows/cache-row.ts';
import { digestOf, type StageDigest } from '../rows/digest.ts';
import { type DocumentRow, documentRows } from '../rows/documents.ts';
import { isNotable } from '../rows/judged-time.ts';
import { type Metric, metricsOf, type Warning, warningsOf } from '../rows/run-metrics.ts';
import { stageNames } from '../rows/stage-names.ts';
import { type StageRow, stageReason, stageRow } from '../rows/stage-row.ts';
import { type PathRow, pathRow, type Timeline, timelineOf } from '../rows/timeline.ts';
import { type Trend, trendsOf } from '../rows/trends.ts';
import { type ComparedRun, comparedRun } from '../words/comparison.ts';
import { type EvidenceRow, evidenceRow } from '../words/evidence.ts';
import { failureCauseWords, failureDetails } from '../words/failure-cause.ts';
import { failureWords, type Headline, headlineOf } from '../words/headline.ts';
import { type LlmUsage, llmUsage } from '../words/llm-usage.ts';
import { type MovedRow, movedRows } from '../words/moved-parts.ts';
import { noticeWords } from '../words/notices/notices.ts';
import { type ReproductionStep, reproduction } from '../words/reproduction.ts';
import { saidOnce, tally } from '../words/said-once.ts';
import { type AdviceText, adviceTexts } from './advice.ts';
import { environmentFacts, type Fact, runFacts, unmeasured } from './facts.ts';

const LONGEST_LOG_LINE = 300;
const LONGEST_NOTICE = 500;
/** The guide's promise: the last lines of a failed stage's log are where the reader looks. */
const LOG_LINES = 20;

/** A failed stage and the end of its log, with the log's place in the report directory. */
export interface Failure {
  readonly name: string;
  /** `failed after 12s (exit code 12)`. */
  readonly text: string;
  readonly reason?: string;
  /** What went wrong first, as far as its tools and its log say; absent where `details` say more. */
  readonly cause?: string;
  /** The tests that failed, one a line; empty where it was something else. */
  readonly details: readonly string[];
  readonly lines: readonly string[];
  readonly logFile?: string;
}

/** A stage's resources over time. */
export interface ResourceChart {
  readonly name: string;
  readonly notable: boolean;
  readonly lengthMs: number;
  readonly length: string;
  readonly series: StageSeries;
}

/** Everything there is to say about a run. */
export interface ReportModel {
  /** Which leg of a matrix it is; absent outside one. */
  readonly leg?: string;
  readonly headline: Headline;
  /** How this run compares with what came before, or why that cannot be said. */
  readonly compared: ComparedRun;
  readonly metrics: readonly Metric[];
  readonly warnings: readonly Warning[];
  readonly failures: readonly Failure[];
  /** What would help, the most useful first. */
  readonly advice: readonly AdviceText[];
  /** In the order of the definition. */
  readonly stages: readonly StageRow[];
  /** The same, by what matters. */
  readonly digest: StageDigest;
  /** Said below the stages' table where it is needed to read it. */
  readonly remarks: readonly string[];
  /** Said where shares are shown that add up to more than the whole. */
  readonly shareRemark?: string;
  readonly caches: readonly CacheRow[];
  /** Said below the table of caches. */
  readonly cacheRemark?: string;
  /** Of stages that asked language models. */
  readonly llm: readonly LlmUsage[];
  /** Tests and passes of LaTeX that moved. */
  readonly moved: readonly MovedRow[];
  /** Of stages whose tools left numbers behind. */
  readonly evidence: readonly EvidenceRow[];
  /** The documents that it made. */
  readonly documents: readonly DocumentRow[];
  readonly timeline: Timeline;
  readonly path: PathRow;
  readonly charts: readonly ResourceChart[];
  /** The last runs; empty where no history was given. */
  readonly trends: readonly Trend[];
  /** Commands with which a reader sees the same on their own machine. */
  readonly reproduction: readonly ReproductionStep[];
  /** Processes that outlived their stage, in sentences. */
  readonly survivors: readonly string[];
  readonly notices: readonly string[];
  readonly run: readonly Fact[];
  /** The address of the folder with the pages that explain the report's words. */
  readonly docs?: string;
  readonly environment: readonly Fact[];
}

/** What a report is made with besides the run. */
export interface ReportOptions {
  readonly marks: BottleneckMarks;
  /** Earlier runs, oldest first, for the trends. */
  readonly history?: readonly RunRecord[];
  /** Where links lead; without it there are none. */
  readonly site?: Site | undefined;
}

/** Makes the report of a finished run, or of one that is under way. */
export function buildReport(
  record: RunRecord,
  { marks, history = [], site }: ReportOptions,
): ReportModel {
  const nameOf = stageNames(record);
  const path = criticalPath(record);
  const bottlenecks = new Set(findBottlenecks(record, marks).map(stage => stage.id));
  const stageMarks = {
    bottlenecks,
    critical: new Set(path.map(step => step.id)),
    overruns: new Set(findOverruns(record).map(stage => stage.id)),
    overUsual: new Map(findOverUsual(record).map(({ id, usual }) => [id, usual])),
    nameOf,
  };
  const judged = new Map((record.comparison?.stages ?? []).map(found => [found.id, found]));
  const rows = new Map(
    record.stages.map(stage => [stage, stageRow(stage, record, stageMarks, judged.get(stage.id))]),
  );
  const stages = [...rows.values()];
  const caches = cacheTable(record);
  const leg = legTitle(record.run);
  const moved = [...judged.values()].filter(({ verdict }) => isNotable(verdict));
  return {
    ...(leg !== undefined && { leg }),
    headline: headlineOf(record),
    compared: comparedRun(record),
    metrics: metricsOf(record, nameOf),
    warnings: warningsOf(record, marks, nameOf),
    failures: failedFirst(record).map(failureOf),
    advice: adviceTexts(record),
    stages,
    digest: digestOf(record, rows, nameOf),
    remarks: unmeasured(record),
    ...overlap(stages),
    caches: caches.rows,
    ...(caches.remark !== undefined && { cacheRemark: caches.remark }),
    llm: record.stages.flatMap(llmUsage),
    moved: movedRows(record),
    evidence: record.stages.flatMap(evidenceRow),
    documents: documentRows(record, history, site),
    timeline: timelineOf(record, rows),
    path: pathRow(path, nameOf),
    charts: [...rows].flatMap(([stage, row]) => chartOf(stage, row)),
    trends: trendsOf(record, history, new Set([...bottlenecks, ...moved.map(({ id }) => id)])),
    reproduction: reproduction(record),
    survivors: record.stages.flatMap(survivorsOf),
    notices: saidOnce(
      record.notices.map(notice => oneLine(noticeWords(notice, nameOf), LONGEST_NOTICE)),
    ),
    run: runFacts(record, site),
    ...(site?.docs !== undefined && { docs: site.docs }),
    environment: environmentFacts(record),
  };
}

function chartOf(stage: StageRecord, { notable }: StageRow): readonly ResourceChart[] {
  const { series } = stage;
  if (series === undefined) return [];
  const lengthMs = stage.durationMs ?? series.intervalMs * series.cpuPercent.length;
  const length = formatDuration(lengthMs);
  return [{ name: stageName(stage), notable, lengthMs, length, series }];
}

function survivorsOf(stage: StageRecord): readonly string[] {
  const name = stageName(stage);
  const sentences = (
    commands: readonly string[] = [],
    [one, several]: readonly [string, string],
  ): readonly string[] =>
    tally(commands.map(command => oneLine(command, LONGEST_NOTICE))).map(([command, count]) =>
      count === 1
        ? `${command} outlived ${name} and ${one}`
        : `${count} processes ${command} outlived ${name} and ${several}`,
    );
  return [
    ...sentences(stage.survivors, ['was ended with the run', 'were ended with the run']),
    ...sentences(stage.unended, [
      'is still running: it could not be ended',
      'are still running: they could not be ended',
    ]),
  ];
}

/** What failed the run, then optional stages. */
function failedFirst(record: RunRecord): readonly StageRecord[] {
  return [
    ...failedStages(record),
    ...record.stages.filter(stage => hasFailed(stage) && stage.optional),
  ];
}

function failureOf(stage: StageRecord): Failure {
  const reason = isInWords(stage) ? '' : stageReason(stage);
  const cause = failureCause(stage);
  const details = cause === undefined ? [] : failureDetails(cause);
  return {
    name: stageName(stage),
    text: `${failureWords(stage)}${stage.optional ? ', optional' : ''}`,
    ...(reason !== '' && { reason }),
    ...(cause !== undefined && details.length === 0 && { cause: failureCauseWords(cause) }),
    details,
    lines: (stage.logTail ?? []).slice(-LOG_LINES).map(line => logLine(line, LONGEST_LOG_LINE)),
    ...(stage.logFile !== undefined && { logFile: oneLine(stage.logFile, LONGEST_LOG_LINE) }),
  };
}

/** Whether the words for the failure say all that the reason does. */
function isInWords({ status, exitCode, reason }: StageRecord): boolean {
  if (status !== 'failed') return false;
  return exitCode === undefined || (reason?.kind === 'exit-code' && reason.signal === undefined);
}

/** Shares are of the run's total, so that those of stages which overlap add up to more than it. */
function overlap(stages: readonly StageRow[]): Pick<ReportModel, 'shareRemark'> {
  const sum = stages.reduce((total, row) => total + (row.share?.value ?? 0), 0);
  if (sum <= 1.01) return {};
  const shareRemark = `Stages ran at the same time, so their shares add up to ${formatShare(sum)}.`;
  return { shareRemark };
}
