/**
 * The hidden first line of a comment of ours: of which pipeline it is, which run wrote it, and what it
 * says in short. Nothing of it is trusted beyond its shape: anybody can write one.
 */
import { createHash } from 'node:crypto';

/** Which run wrote a comment. */
export interface Stamp {
  readonly runId: string;
  readonly attempt: number;
  /** ISO 8601, UTC. */
  readonly time: string;
}

/** What a marker says. */
export interface Marker {
  /** Hash of the key. */
  readonly key: string;
  readonly stamp: Stamp;
  /** Hash of the gist. */
  readonly gist: string;
}

const LINE =
  /^<!-- stagetime ([0-9a-f]{16}) ([\w:.-]{1,64})#(\d{1,9}) (\d{4}-[\dT:.Z-]{1,40}) ([0-9a-f]{16}) -->/;

/** Whatever the key and the gist are, as hashes they cannot end the marker. */
export function makeMarker(key: string, stamp: Stamp, gist: string): Marker {
  const runId = /^[\w:.-]{1,64}$/.test(stamp.runId) ? stamp.runId : hash(stamp.runId);
  return { key: hash(key), stamp: { ...stamp, runId }, gist: hash(gist) };
}

/** The comment's text: the marker, then the body. */
export function withMarker({ key, stamp, gist }: Marker, body: string): string {
  const { runId, attempt, time } = stamp;
  return `<!-- stagetime ${key} ${runId}#${attempt} ${time} ${gist} -->\n${body}`;
}

/** The marker that a text begins with, and the body after it. */
export function readMarked(
  text: string,
): { readonly marker: Marker; readonly body: string } | undefined {
  const [line, key = '', runId = '', attempt, time = '', gist = ''] = LINE.exec(text) ?? [];
  if (line === undefined) return undefined;
  const stamp = { runId, attempt: Number(attempt), time };
  return { marker: { key, stamp, gist }, body: text.slice(line.length).replace(/^\r?\n/, '') };
}

/** A run's number, and which of the runs of its job it is: `123`, `123.2`. */
const COUNTED = /^(\d{1,20})(?:\.(\d{1,9}))?$/;

/**
 * Orders runs from old to new. GitHub counts runs and their attempts up, and a job its runs; ids that
 * are no such numbers say nothing, and then the time decides.
 */
export function compareStamps(a: Stamp, b: Stamp): number {
  const [[, runA, nthA = '1'], [, runB, nthB = '1']] = [counted(a), counted(b)];
  const byTime = order(a.time, b.time);
  if (runA === undefined || runB === undefined) {
    return (a.runId === b.runId ? a.attempt - b.attempt : 0) || byTime;
  }
  const byRun = order(BigInt(runA), BigInt(runB));
  return byRun || a.attempt - b.attempt || Number(nthA) - Number(nthB) || byTime;
}

function counted({ runId }: Stamp): readonly (string | undefined)[] {
  return COUNTED.exec(runId) ?? [];
}

function order<T extends bigint | string>(a: T, b: T): number {
  return a < b ? -1 : Number(a > b);
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
