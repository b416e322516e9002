/** The lasting steps of a history in words, each with the times around it as a small drawing. */
import { findLastingSteps, type LastingStep } from '../../analysis/lasting-steps.ts';
import { type History, historyOf, inOrder } from '../../record/history.ts';
import { jobTitle, runKey, seriesKey } from '../../record/job.ts';
import type { RunIdentity, RunRecord } from '../../record/run-record.ts';
import { stageName } from '../../record/status.ts';
import { oneLine, sparkline } from '../../record/text.ts';
import { formatChange, formatDuration } from '../../record/units.ts';
import { trendSpan } from './trends.ts';

/** Times drawn on either side of a step; more do not fit a line. */
const DRAWN = 12;
const SHA_SHOWN = 8;
const LONGEST_ID = 40;

/**
 * A line a step: how large, how sure, with which commits, and the times before and after. Each job and leg
 * has steps of its own.
 */
export function lastingStepLines(history: History): readonly string[] {
  const jobs = new Map(history.runs.map(({ run }) => [seriesKey(run), run]));
  return [...jobs].flatMap(([key, job]) => {
    const title = jobs.size > 1 ? jobTitle(job) : undefined;
    const runs = history.runs.filter(({ run }) => seriesKey(run) === key);
    const lines = linesOfJob(historyOf(runs));
    return title === undefined ? lines : lines.map(line => `${title}, ${line}`);
  });
}

function linesOfJob(history: History): readonly string[] {
  const { runs } = inOrder(history);
  const newest = runs.at(-1);
  return findLastingSteps(history).map(step => {
    const stage = newest?.stages.find(({ id }) => id === step.id);
    const name = stage === undefined ? step.id : stageName(stage);
    const [low, high] = step.interval;
    const size = `${formatChange(step.changePercent)} (${formatChange(low)} to ${formatChange(high)})`;
    const day = step.by.startedAt.slice(0, 10);
    return `${name}: ${size} with ${commits(step)}, ${oneLine(day, 10)}  ${drawing(step, runs)}`;
  });
}

/**
 * `0123abcd..4567cdef`, as git takes it: the step came in with one of these commits; or with changes that
 * were in no commit yet, which git cannot show.
 */
function commits({ after, by }: LastingStep): string {
  const range = `${commit(after)}..${commit(by)}`;
  return by.dirty === true || after.dirty === true ? `${range} (uncommitted changes)` : range;
}

function commit({ sha, id }: RunIdentity): string {
  return sha === undefined
    ? `run ${oneLine(id, LONGEST_ID)}`
    : oneLine(sha.slice(0, SHA_SHOWN), SHA_SHOWN);
}

/** `0.8s ▁▁▂▁│▇█▇▇ 1.4s`: the measured times, the step between the two halves. */
function drawing({ id, by }: LastingStep, runs: readonly RunRecord[]): string {
  const at = runs.findIndex(record => runKey(record) === runKey({ run: by }));
  const before = timesOf(id, runs.slice(0, at)).slice(-DRAWN);
  const since = timesOf(id, runs.slice(at)).slice(0, DRAWN);
  const [low, high] = trendSpan([...before, ...since]);
  const [first, last] = [before.at(0), since.at(-1)].map(ms => formatDuration(ms ?? 0));
  return `${first} ${sparkline(before, low, high)}│${sparkline(since, low, high)} ${last}`;
}

function timesOf(id: string, runs: readonly RunRecord[]): readonly number[] {
  return runs.flatMap(({ stages }) =>
    stages.flatMap(stage =>
      stage.id === id && stage.status === 'passed' ? (stage.durationMs ?? []) : [],
    ),
  );
}
