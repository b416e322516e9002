/** The guide's performance metrics, and what of them needs a second look. */
import {
  type BottleneckMarks,
  findBottlenecks,
  findOverruns,
  findOverUsual,
  measureReuse,
  measureRun,
} from '../../analysis/metrics.ts';
import { type JobParts, partsOfJob } from '../../analysis/whole-job.ts';
import type { RunRecord } from '../../record/run-record.ts';
import { counted, oneLine } from '../../record/text.ts';
import { formatDuration, formatSetting, formatShare } from '../../record/units.ts';
import { costWords } from './cache-row.ts';
import { overUsualWords } from './stage-row.ts';

/** A performance metric: `Slowest Stage`, `PDF Rendering`, `45s, 33 %`. */
export interface Metric {
  readonly label: string;
  readonly value: string;
  readonly detail?: string;
}

/** Something that needs a second look, in a sentence that starts with what it is. */
export interface Warning {
  readonly label: 'Bottleneck' | 'Over budget' | 'Slow' | 'Cache';
  readonly text: string;
}

type NameOf = (id: string) => string;

/** Total, average, slowest, fastest, and what reuse saved. */
export function metricsOf(record: RunRecord, nameOf: NameOf): readonly Metric[] {
  const { totalMs, executed, averageMs, slowest, fastest } = measureRun(record);
  const reuse = measureReuse(record);
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
    // Of a single stage everything is said already.
    ...(fastest === undefined || executed < 2
      ? []
      : [
          {
            label: 'Fastest Stage',
            value: nameOf(fastest.id),
            detail: formatDuration(fastest.durationMs),
          },
        ]),
    ...(reuse === undefined
      ? []
      : [
          {
            label: 'Saved by Reuse',
            value: formatDuration(reuse.savedMs),
            detail: `time of ${counted(reuse.stages, 'reused stage')}`,
          },
        ]),
    ...jobMetrics(record),
  ];
}

/** The job around the pipeline, and what the engine itself took of it. */
function jobMetrics(record: RunRecord): readonly Metric[] {
  const parts = partsOfJob(record);
  if (parts !== undefined) return [wholeJobMetric(parts)];
  const { overhead } = record;
  if (overhead === undefined) return [];
  const { beforeMs, afterMs } = overhead;
  const detail = `${formatDuration(beforeMs)} before the stages, ${formatDuration(afterMs)} after them`;
  return [{ label: 'Stagetime Itself', value: formatDuration(beforeMs + afterMs), detail }];
}

/** A step or a wait that takes less is not named, in ms. */
const LEAST_NAMED_MS = 2_000;
const LONGEST_STEP = 30;

function wholeJobMetric(parts: JobParts): Metric {
  const { soFarMs, queuedMs = 0, steps, betweenMs, pipelineMs, confirmationMs, ownMs } = parts;
  const beforeMs = steps.reduce((all, { durationMs }) => all + durationMs, betweenMs);
  const [longest] = steps;
  const isNamed = longest !== undefined && longest.durationMs >= LEAST_NAMED_MS;
  const detail = [
    `${formatDuration(beforeMs)} before this step`,
    `${formatDuration(pipelineMs)} pipeline`,
    ...(confirmationMs > 0 ? [`${formatDuration(confirmationMs)} confirmation`] : []),
    `${formatDuration(ownMs)} Stagetime itself`,
    ...(isNamed
      ? [
          `longest step: ${oneLine(longest.name, LONGEST_STEP)} ${formatDuration(longest.durationMs)}`,
        ]
      : []),
    ...(queuedMs >= LEAST_NAMED_MS ? [`queued for ${formatDuration(queuedMs)} before`] : []),
  ].join('; ');
  return { label: 'Whole Job', value: formatDuration(soFarMs), detail };
}

/** Bottlenecks, overrun budgets, stages slower than is usual, and caches that cost more than they save. */
export function warningsOf(
  record: RunRecord,
  marks: BottleneckMarks,
  nameOf: NameOf,
): readonly Warning[] {
  const whole = record.status === 'running' ? 'the time so far' : 'the total';
  return [
    ...findBottlenecks(record, marks).map(({ id, durationMs, share }): Warning => {
      const text = `${nameOf(id)} took ${formatDuration(durationMs)}, ${formatShare(share)} of ${whole}`;
      return { label: 'Bottleneck', text };
    }),
    ...findOverruns(record).map(({ id, durationMs, budgetMs }): Warning => {
      const text = `${nameOf(id)} took ${formatDuration(durationMs)}, its budget is ${formatSetting(budgetMs)}`;
      return { label: 'Over budget', text };
    }),
    ...findOverUsual(record).map(({ id, durationMs, usual }): Warning => {
      const text = `${nameOf(id)} took ${formatDuration(durationMs)}, ${overUsualWords(usual)}`;
      return { label: 'Slow', text };
    }),
    ...record.caches.flatMap((cache): Warning[] => {
      const text = costWords(cache);
      return text === undefined ? [] : [{ label: 'Cache', text }];
    }),
  ];
}
