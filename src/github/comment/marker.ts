/**
 * The hidden first line of a comment of ours, which says of which pipeline it is, and what tells the runs
 * that write into it apart. Nothing of it is trusted beyond its shape: anybody can write one.
 */
import { createHash } from 'node:crypto';

/** Which run wrote a part of a comment. */
export interface Stamp {
  readonly runId: string;
  readonly attempt: number;
  /** ISO 8601, UTC. */
  readonly time: string;
}

/** A comment's text, taken apart. */
export interface Marked {
  /** Hash of the key. */
  readonly key: string;
  /** Without the marker; line ends are `\n`. */
  readonly body: string;
}

/** Comments of earlier versions have more behind the key, a line of its own for the marker, and no sections. */
const LINE = /^<!-- stagetime ([0-9a-f]{16})(?: -->|(?: [\w:.#-]{1,64}){1,3} -->(?:\r?\n)?)/;

/**
 * The comment's text: the marker, then the body, on the same line since a body begins with a hidden part
 * too. Hashed, no key can end the marker.
 */
export function withMarker(key: string, body: string): string {
  return `<!-- stagetime ${hash(key)} -->${body}`;
}

/** The marker that a text begins with, and the body after it. */
export function readMarked(text: string): Marked | undefined {
  // GitHub's editor turns line ends around.
  const [line, key = ''] = LINE.exec(text) ?? [];
  if (line === undefined) return undefined;
  return { key, body: text.slice(line.length).replaceAll('\r\n', '\n') };
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

/** Short, and nothing in it means anything to Markdown. */
export function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
