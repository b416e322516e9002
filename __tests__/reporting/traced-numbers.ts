/** Every time, percent and count of runs in a document, traced to the record, the history or what follows from them. */
import type { VerdictGround } from '../../src/record/facts/verdict-ground.ts';
import type { RunRecord } from '../../src/record/run-record.ts';
import { restoreWords, saveWords } from '../../src/reporting/words/facts/cache.ts';
import { stageReasonWords } from '../../src/reporting/words/facts/stage-reason.ts';
import { noticeWords } from '../../src/reporting/words/notices/notices.ts';
import { changeOf, covers, DURATION, middleOf, msOf } from './shown-numbers.ts';

interface Source {
  readonly record: RunRecord;
  readonly history: readonly RunRecord[];
}

/** The times and percents of the text that nothing in the record or the history accounts for. */
export function untraced({ record, history }: Source, text: string): readonly string[] {
  const own = withoutFreeText(record, text).replace(/< 1 %/g, '');
  const times = timesOf(record, history);
  const percents = percentsOf(record);
  const found = new Set<string>();
  for (const [shown] of own.matchAll(new RegExp(`(?<![\\w.])${DURATION.source}`, 'g'))) {
    const span = msOf(shown);
    if (span !== undefined && !times.some(ms => covers(span, ms))) found.add(shown);
  }
  for (const [shown] of own.matchAll(/(?<![\w.])[+−±]?\d+ %/g)) {
    const span = changeOf(shown);
    const isLimit = percents.limits.some(
      limit => `${Math.ceil(limit)} %` === shown.replace(/[+±]/, ''),
    );
    if (span !== undefined && !isLimit && !percents.values.some(value => covers(span, value)))
      found.add(shown);
  }
  const counts = runCountsOf(record, history);
  for (const [shown, count] of own.matchAll(
    /(?<![\w.])(\d+) (?:of \d+ )?(?:comparable |further |warm |cold |partly warm )?runs?\b/g,
  )) {
    if (!counts.has(Number(count))) found.add(shown);
  }
  return [...found];
}

/** What others wrote may hold any number. */
function withoutFreeText(record: RunRecord, text: string): string {
  const free = [
    ...record.stages.flatMap(({ name, reason, survivors = [], logTail = [] }) => [
      name,
      reason && stageReasonWords(reason),
      ...survivors,
      ...logTail,
    ]),
    ...record.caches.flatMap(({ name, restoring, saving }) => [
      name,
      restoring && restoreWords(restoring),
      saving && saveWords(saving),
    ]),
    ...record.notices.map(one => noticeWords(one)),
    ...(record.comparison?.stages ?? []).flatMap(({ moved = [] }) =>
      moved.map(part => ('name' in part ? part.name : undefined)),
    ),
    record.run.branch,
    record.environment.image,
    record.environment.cpuModel,
  ];
  return free
    .flatMap(one => (one === undefined || one.trim() === '' || /^\d*$/.test(one) ? [] : [one]))
    .sort((a, b) => b.length - a.length)
    .reduce((rest, one) => rest.replaceAll(one, '…'), text);
}

function timesOf(record: RunRecord, history: readonly RunRecord[]): readonly number[] {
  const waits = record.stages.flatMap(({ startMs = 0 }) =>
    [0, ...record.stages.map(other => (other.startMs ?? 0) + (other.durationMs ?? 0))].map(
      ms => startMs - ms,
    ),
  );
  const saved = record.stages.flatMap(({ status, reuse }) =>
    status === 'reused' && reuse ? [reuse.savedMs] : [],
  );
  const executed = record.stages.filter(({ status }) =>
    ['passed', 'failed', 'timed-out'].includes(status),
  );
  const sum = executed.reduce((all, { durationMs = 0 }) => all + durationMs, 0);
  const judged = [record.comparison?.total, ...(record.comparison?.stages ?? [])];
  return [
    0,
    ...numbersIn(record),
    ...history.flatMap(run => [
      run.totalMs,
      ...run.stages.flatMap(({ durationMs, cpuMs }) => [durationMs ?? 0, cpuMs ?? 0]),
    ]),
    ...waits,
    // What a running stage took so far.
    ...record.stages.map(({ startMs = 0 }) => record.totalMs - startMs),
    saved.reduce((all, ms) => all + ms, 0),
    sum / Math.max(1, executed.length),
    ...record.caches.flatMap(({ restoreMs = 0, saveMs = 0, timeSavedMs = 0 }) => [
      restoreMs + saveMs,
      -timeSavedMs,
    ]),
    // What a small change would be in time; a median of CPU times is between two of the history.
    ...judged.flatMap(one => [
      ((one?.baseline?.medianMs ?? 0) * (one?.smallestDetectablePercent ?? 0)) / 100,
    ]),
    ...record.stages.flatMap(({ confirmations = [] }) =>
      (['head', 'base'] as const).flatMap(side => {
        const times = confirmations.filter(({ ref }) => ref === side);
        return times.length === 0 ? [] : [middleOf(times.map(({ durationMs }) => durationMs))];
      }),
    ),
    ...judged.flatMap(one => (one === undefined ? [] : groundTimesOf(one.reason))),
    ...jobTimesOf(record),
    ...layerTimesOf(record),
  ];
}

/** What came before the pipeline, what the engine took, and the job up to then. */
function jobTimesOf({
  wholeJob,
  overhead = { beforeMs: 0, afterMs: 0 },
  totalMs,
  confirmationMs = 0,
}: RunRecord): readonly number[] {
  const own = overhead.beforeMs + overhead.afterMs;
  if (wholeJob === undefined) return [own];
  const inSteps = wholeJob.steps.reduce((all, { durationMs }) => all + durationMs, 0);
  const before = Math.max(inSteps, wholeJob.beforeMs - overhead.beforeMs);
  return [own, before, before + own + totalMs + confirmationMs];
}

/** What putting layers in place took, each and all together. */
function layerTimesOf({ stages }: RunRecord): readonly number[] {
  const times = stages.flatMap(({ setup }) =>
    setup?.kind === 'layer' ? [setup.layer.transferMs + setup.layer.placeMs] : [],
  );
  return [...times, times.reduce((all, ms) => all + ms, 0)];
}

/** What a verdict rests on, as the record says it. */
function groundTimesOf(ground: VerdictGround): readonly number[] {
  if (!('nowMs' in ground)) return [];
  const cpu = 'cpu' in ground ? ground.cpu : undefined;
  return [ground.nowMs, ground.noiseMs, cpu?.nowMs, cpu?.usualMs].filter(ms => ms !== undefined);
}

function percentsOf(record: RunRecord) {
  const { comparison, stages, totalMs } = record;
  const judged = comparison === undefined ? [] : [comparison.total, ...comparison.stages];
  const shares = stages.map(({ durationMs = 0 }) => (durationMs / Math.max(1, totalMs)) * 100);
  const executed = stages.filter(({ status }) =>
    ['passed', 'failed', 'timed-out'].includes(status),
  );
  const sum = executed.reduce((all, { durationMs = 0 }) => all + durationMs, 0);
  const moved = (comparison?.stages ?? []).flatMap(one => one.moved ?? []);
  const advice = record.advice ?? [];
  return {
    values: [
      0,
      ...shares,
      ...[(sum / Math.max(1, totalMs)) * 100],
      Math.abs(comparison?.runFactorPercent ?? 0),
      ...judged.flatMap(({ changePercent, adjusted }) => [
        changePercent ?? 0,
        adjusted?.changePercent ?? 0,
        Math.abs(adjusted?.changePercent ?? 0),
      ]),
      ...moved.flatMap(part =>
        part.kind === 'test' ? [(part.now.ms / Math.max(1, part.before.ms) - 1) * 100] : [],
      ),
      ...advice.flatMap(one =>
        one.kind === 'slow-test'
          ? [(one.testMs / Math.max(1, one.allMs)) * 100]
          : one.kind === 'more-slots'
            ? [(1 - one.busyShare) * 100]
            : one.kind === 'setup-step'
              ? [(one.stepMs / Math.max(1, one.jobMs)) * 100]
              : [],
      ),
      ...stages.flatMap(({ series }) =>
        series === undefined ? [] : [Math.max(0, ...series.cpuPercent)],
      ),
    ],
    limits: judged.flatMap(({ smallestDetectablePercent }) => smallestDetectablePercent ?? []),
  };
}

/** How many runs anything may be over. */
function runCountsOf(
  { comparison, baseline, stages }: RunRecord,
  history: readonly RunRecord[],
): ReadonlySet<number> {
  const judged = comparison === undefined ? [] : [comparison.total, ...comparison.stages];
  const evidence = judged.flatMap(one => one.evidence ?? []);
  return new Set([
    baseline?.runs ?? 0,
    comparison?.runs?.length ?? 0,
    ...judged.flatMap(one => one.baseline?.runs ?? []),
    ...evidence.flatMap(({ have, needed }) => [have, needed, needed - have]),
    ...stages.flatMap(({ confirmations = [] }) =>
      ['head', 'base'].map(ref => confirmations.filter(one => one.ref === ref).length),
    ),
    // Trends show the last twenty.
    ...Array.from({ length: Math.min(20, history.length + 1) }, (_, i) => i + 1),
    2,
    5,
  ]);
}

function numbersIn(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}
