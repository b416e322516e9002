/**
 * What a run of a fork's pull request hands to the run that may comment on it: numbers and names, as
 * one small JSON file. Anybody can write such a file, so it is read as if an enemy had.
 */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { ForkReportFault } from '../../record/facts/faults/github-failure.ts';
import { type JobIdentity, sectionKey } from '../../record/job.ts';
import { type RunRecord, type StageRecord, storedRunRecord } from '../../record/run-record.ts';
import type { UploadedDocument } from '../../record/site.ts';
import { oneLine } from '../../record/text.ts';

/** Name of the file in the artifact. */
export const FORK_REPORT_FILE = 'fork-report.json';
/** Largest file that is written or read. */
export const FORK_REPORT_BYTES = 1_000_000;

/** Longer than any name that is worth showing. */
const LONGEST_TEXT = 500;

/** Where a pull request comes from, as only GitHub knows for sure. */
export interface ForkHead {
  readonly sha: string;
  readonly repositoryId: number;
}

/**
 * The name of the artifact that a run trusted with nothing leaves: the pipelines and jobs of one workflow
 * run leave one each, and names must not repeat within a run.
 */
export function forkArtifactName(
  attempt: number,
  pipelineId: string,
  job: JobIdentity = {},
): string {
  const whose = JSON.stringify([pipelineId, sectionKey(job), job.jobIndex ?? 0]);
  const hash = createHash('sha256').update(whose).digest('hex').slice(0, 12);
  return `${forkArtifactPrefix(attempt)}${hash}`;
}

/** What the names of all these artifacts begin with. */
export function forkArtifactPrefix(attempt: number): string {
  return `stagetime-fork-report-${attempt}-`;
}

/**
 * The file's text: the record without logs, notices and what else a stage may have said. Of a failure the
 * record's own `cause` is all that is handed on, of its documents which artifacts they are.
 */
export function forkReportText(
  record: RunRecord,
  head: ForkHead,
  uploaded: readonly UploadedDocument[] = [],
): string {
  const stages = record.stages.map(numbersAndNames);
  const report = {
    schema: 1,
    head,
    record: { ...record, stages, notices: [] },
    ...(uploaded.length > 0 && {
      documents: uploaded.filter(({ artifact }) => artifact !== 'listed'),
    }),
  };
  // A text that is longer would have the whole report refused.
  return JSON.stringify(report, (_, value: unknown) =>
    typeof value === 'string' ? value.slice(0, LONGEST_TEXT) : value,
  );
}

function numbersAndNames(stage: StageRecord): StageRecord {
  const { series, evidence, llm, logTail, logFile, survivors, unended, ...rest } = stage;
  return rest;
}

const schema = v.strictObject({
  schema: v.literal(1),
  head: v.strictObject({ sha: v.string(), repositoryId: v.number() }),
  record: storedRunRecord,
  documents: v.optional(
    v.array(
      v.strictObject({
        stage: v.string(),
        file: v.string(),
        artifact: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
      }),
    ),
  ),
});

/** Deeper than any record. */
const DEPTH = 12;
/** As many as a matrix has jobs. */
const MOST_ENTRIES = 256;

/** The record, or why it is not believed. */
export type ParsedForkReport =
  | {
      readonly ok: true;
      readonly record: RunRecord;
      /** Of the record's stages; whether there are such artifacts only GitHub knows. */
      readonly documents: readonly ClaimedDocument[];
    }
  | { readonly ok: false; readonly fault: ForkReportFault };

/** A document, and the id that its artifact is said to have. */
export type ClaimedDocument = UploadedDocument & { readonly artifact: number };

/** Reads the file; it has to be about the very commit and repository that GitHub says it is from. */
export function parseForkReport(text: string, head: ForkHead): ParsedForkReport {
  if (Buffer.byteLength(text) > FORK_REPORT_BYTES) return refused({ why: 'too-large' });
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return refused({ why: 'not-json' });
  }
  if (!isModest(data)) return refused({ why: 'out-of-bounds' });
  const parsed = v.safeParse(schema, data);
  if (!parsed.success) {
    const place = v.getDotPath(parsed.issues[0]);
    const named = place !== null && { place: oneLine(place, LONGEST_TEXT) };
    return refused({ why: 'bad-value', ...named });
  }
  const { head: claimed, record, documents = [] } = parsed.output;
  if (claimed.sha !== head.sha) return refused({ why: 'other-commit' });
  if (claimed.repositoryId !== head.repositoryId) return refused({ why: 'other-repository' });
  const stages = record.stages.map(numbersAndNames);
  const ids = new Set(stages.map(({ id }) => id));
  const named = documents.filter(({ stage }) => ids.has(stage));
  return { ok: true, record: { ...record, stages, notices: [] }, documents: named };
}

function refused(fault: ForkReportFault): ParsedForkReport {
  return { ok: false, fault };
}

/** Nothing in it is deeper, longer or more than a record has; looks no further than that. */
function isModest(value: unknown, depth = 1): boolean {
  if (typeof value === 'string') return value.length <= LONGEST_TEXT;
  if (typeof value !== 'object' || value === null) return true;
  const entries = Object.entries(value);
  return (
    depth <= DEPTH &&
    entries.length <= MOST_ENTRIES &&
    entries.every(([key, entry]) => key.length <= LONGEST_TEXT && isModest(entry, depth + 1))
  );
}
