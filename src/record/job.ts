/**
 * Which job of a workflow a run belongs to, and which leg of a matrix. All jobs of one workflow run share
 * its number and attempt, and all legs of a matrix the job's id: only together do they tell runs apart.
 */
import { createHash } from 'node:crypto';
import { isObject } from '../util/objects.ts';
import type { RunIdentity } from './run-record.ts';
import { oneLine } from './text.ts';

/** The `event` of runs that somebody started in a terminal. */
export const LOCAL_EVENT = 'local';

/** What a run's identity says of its job. */
export type JobIdentity = Pick<
  RunIdentity,
  'workflow' | 'job' | 'step' | 'matrix' | 'leg' | 'jobIndex'
>;

/** A leg of a matrix: its values to be read, and a hash of all of them to be compared. */
export type Leg = Required<Pick<JobIdentity, 'matrix' | 'leg'>>;

/** More is not parsed: then the text itself is what tells the leg apart. UTF-16 code units. */
const LONGEST_PARSED = 65_536;
/** What is shown of a matrix; the hash is of all of it. */
const MOST_SHOWN = 12;
const LONGEST_NAME = 40;
const LONGEST_VALUE = 80;

/**
 * The leg that the input `matrix` describes; none outside a matrix. Usually that is the `matrix` context
 * as JSON; any other text is the name of the leg, for jobs that only their author can tell apart.
 */
export function readLeg(text: string): Leg | undefined {
  const written = text.trim();
  // A runner that does not know an expression leaves it as it is.
  if (written === '' || written.startsWith('${{')) return undefined;
  const value = parsed(written);
  if (value === null) return undefined;
  if (!isObject(value)) return { matrix: { leg: shown(value) }, leg: shortHash(canonical(value)) };
  const entries = Object.entries(value);
  if (entries.length === 0) return undefined;
  const matrix = Object.fromEntries(
    entries
      .slice(0, MOST_SHOWN)
      .map(([name, entry]) => [oneLine(name, LONGEST_NAME), shown(entry)]),
  );
  return { matrix, leg: shortHash(canonical(value)) };
}

/** What a run is known by: everything that tells two executions apart. */
export function runKey({
  run,
}: {
  readonly run: Pick<RunIdentity, 'id' | 'attempt'> & JobIdentity;
}): string {
  const { id, attempt, workflow, job, step, leg, jobIndex } = run;
  return JSON.stringify([id, attempt, workflow ?? '', job ?? '', step ?? '', leg ?? '', jobIndex]);
}

/** Of one job and leg, whichever workflow it is in: whose runs make one history. */
export function seriesKey({ job = '', leg = '' }: JobIdentity): string {
  return JSON.stringify([job, leg]);
}

/** The same as a part of a key: nothing in it could be taken for something else. */
export function seriesPart(run: JobIdentity): string {
  return shortHash(seriesKey(run));
}

/** Which part of a pull request's comment is of this job, in whichever run. */
export function sectionKey({ workflow, job, step, leg }: JobIdentity): string {
  return shortHash(JSON.stringify([workflow ?? '', job ?? '', step ?? '', leg ?? '']));
}

/**
 * Whether the runs are of one job and leg, so that their times can be compared. A run that does not say
 * its job (of the terminal, or recorded by an earlier version) counts as of any, but of no leg.
 */
export function isSameJob(a: JobIdentity, b: JobIdentity): boolean {
  if (a.leg !== b.leg) return false;
  return a.job === undefined || b.job === undefined || a.job === b.job;
}

/** `test (ubuntu-24.04, 3.12)`, as GitHub calls it; undefined where neither job nor leg is known. */
export function jobTitle({ job, matrix }: JobIdentity): string | undefined {
  const values = legWords(matrix);
  if (values === undefined) return job === undefined ? undefined : oneLine(job, LONGEST_VALUE);
  return `${oneLine(job ?? 'leg', LONGEST_VALUE)} (${values})`;
}

/** The title of a leg of a matrix; undefined outside one, where nobody has to be told apart. */
export function legTitle(run: JobIdentity): string | undefined {
  return run.leg === undefined ? undefined : jobTitle(run);
}

function legWords(matrix: JobIdentity['matrix']): string | undefined {
  const values = Object.values(matrix ?? {}).map(value => oneLine(value, LONGEST_VALUE));
  return values.length === 0 ? undefined : values.join(', ');
}

function parsed(text: string): unknown {
  if (text.length > LONGEST_PARSED) return text;
  try {
    const value: unknown = JSON.parse(text);
    // What nests deeper than JSON.stringify can go has no canonical form.
    canonical(value);
    return value;
  } catch {
    return text;
  }
}

function shown(value: unknown): string {
  return oneLine(typeof value === 'string' ? value : JSON.stringify(value), LONGEST_VALUE);
}

/** The same text for the same value, in whichever order its members stand. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    isObject(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : Number(a > b))))
      : member,
  );
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
