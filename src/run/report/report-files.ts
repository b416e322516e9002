/** The report directory: what stands in it, and how it is written so that a reader never finds half a file. */
import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { openUnfollowed } from '../../caching/files/open-nofollow.ts';
import type { OnNotice } from '../../record/facts/notice/notice.ts';
import type { RunRecord } from '../../record/run-record.ts';
import type { ReportOptions } from '../../reporting/model/model.ts';

export const RUN_FILE = 'run.json';
export const SUMMARY_FILE = 'summary.md';
export const COMMENT_FILE = 'comment.md';
export const HTML_FILE = 'report.html';
export const HISTORY_FILE = 'history.json';

/** What is always uploaded as an artifact: logs are not, because nobody has looked at what is in them. */
export const REPORT_FILES = [RUN_FILE, SUMMARY_FILE, COMMENT_FILE, HTML_FILE] as const;

/** Larger ones were not written by us, in bytes. */
const LARGEST_READ = 64 << 20;

/** The text of a file of the report; nothing where there is none, or a link, a pipe or too much. */
export function readReportFile(folder: string, name: string): string | undefined {
  try {
    const opened = openUnfollowed(join(folder, name));
    if (opened === 'link') return undefined;
    using file = opened;
    if (file.size > LARGEST_READ) return undefined;
    const buffer = Buffer.allocUnsafe(file.size);
    return buffer.toString('utf8', 0, file.read(buffer));
  } catch {
    return undefined;
  }
}

/** Writes the record and every rendering of it. */
export async function writeReport(
  folder: string,
  record: RunRecord,
  reporting: ReportOptions,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await replaceFile(join(folder, RUN_FILE), `${JSON.stringify(record, null, 2)}\n`);
  await writeRenderings(folder, record, reporting);
}

/** Writes summary, comment and HTML of a record into a folder that is there. */
export async function writeRenderings(
  folder: string,
  record: RunRecord,
  reporting: ReportOptions,
): Promise<void> {
  const [{ buildReport }, { renderSummary }, { renderComment }, { renderHtml }] = await Promise.all(
    [
      import('../../reporting/model/model.ts'),
      import('../../reporting/markdown/summary.ts'),
      import('../../reporting/markdown/comment.ts'),
      import('../../reporting/html/report.ts'),
    ],
  );
  const model = buildReport(record, reporting);
  await replaceFile(join(folder, SUMMARY_FILE), renderSummary(model));
  await replaceFile(join(folder, COMMENT_FILE), renderComment(model));
  await replaceFile(join(folder, HTML_FILE), renderHtml(model));
}

/** Puts a file in place at once. A link that stands there is replaced, and none is written through. */
export async function replaceFile(file: string, text: string, mode = 0o666): Promise<void> {
  const draft = `${file}.${randomUUID()}.new`;
  try {
    await writeFile(draft, text, { flag: 'wx', mode });
    await rename(draft, file);
  } catch (error) {
    // Half a file takes room that the next one may need.
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
}

async function discard(folder: string): Promise<void> {
  const files = REPORT_FILES.map(file => join(folder, file));
  await Promise.all(files.map(file => rm(file, { force: true }).catch(() => undefined)));
}

/** After a report comes a pause this many times as long, so that stages do not wait for reports. */
const PAUSE_PER_COST = 9;
const LONGEST_PAUSE_MS = 1_000;

/** Writes reports one after the other, with pauses; of the requests that wait, the newest counts. */
export interface ReportWriter {
  /** Asks for the report as it stands now. */
  request(): void;
  /** Writes the report as it stands now, after whatever is being written, and ends all pauses. */
  flush(): Promise<void>;
  /** Where the last report was written. */
  readonly folder: string;
}

/** What is to be written. */
interface ReportContent {
  readonly record: RunRecord;
  readonly reporting: ReportOptions;
}

/** Where a report goes, and what to do where it cannot. */
export interface ReportTarget {
  readonly folder: string;
  /** Another folder, for the report as it stands at the end; undefined where there is none. */
  readonly instead: () => string | undefined;
  readonly onNotice: OnNotice;
}

/** A writer for what `read` gives; a fault is told once and fails nothing. */
export function createReportWriter(
  { folder: wanted, instead, onNotice }: ReportTarget,
  read: () => ReportContent,
): ReportWriter {
  let folder = wanted;
  let writing: Promise<void> | undefined;
  let again = false;
  let fault: string | undefined;
  const urgent = new AbortController();

  async function write(): Promise<void> {
    // A stage that can start now starts first.
    await nextTurn();
    do {
      again = false;
      const startedAt = performance.now();
      await attempt();
      const pauseMs = Math.min(LONGEST_PAUSE_MS, (performance.now() - startedAt) * PAUSE_PER_COST);
      // Ends early when the report is wanted at once.
      await sleep(pauseMs, undefined, { ref: false, signal: urgent.signal }).catch(() => undefined);
    } while (again);
    writing = undefined;
  }

  async function attempt(): Promise<void> {
    try {
      const { record, reporting } = read();
      await writeReport(folder, record, reporting);
      fault = undefined;
    } catch (error) {
      fault = (error as Error).message;
    }
  }

  return {
    request() {
      if (writing === undefined) writing = write();
      else again = true;
    },
    async flush() {
      urgent.abort();
      this.request();
      await writing;
      if (fault === undefined) return;
      // What is there is of an earlier moment: it takes room, and would not be true.
      await discard(folder);
      await attempt();
      if (fault === undefined) return;
      onNotice({ kind: 'report-not-written', folder, cause: fault });
      const other = instead();
      if (other === undefined) return;
      folder = other;
      onNotice({ kind: 'report-elsewhere', folder });
      await attempt();
    },
    get folder() {
      return folder;
    },
  };
}
