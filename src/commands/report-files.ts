/** The report directory: what stands in it, and how it is written so that a reader never finds half a file. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BottleneckMarks } from '../pipeline/types.ts';
import type { RunRecord } from '../record/run-record.ts';

export const RUN_FILE = 'run.json';
export const SUMMARY_FILE = 'summary.md';
export const COMMENT_FILE = 'comment.md';
export const HTML_FILE = 'report.html';

/** What is uploaded as an artifact: logs are not, because nobody has looked at what is in them. */
export const REPORT_FILES = [RUN_FILE, SUMMARY_FILE, COMMENT_FILE, HTML_FILE] as const;

/** Writes the record and every rendering of it. */
export async function writeReport(
  folder: string,
  record: RunRecord,
  marks: BottleneckMarks,
): Promise<void> {
  const [{ buildReport }, { renderSummary }, { renderComment }, { renderHtml }] = await Promise.all(
    [
      import('../reporting/model.ts'),
      import('../reporting/markdown/summary.ts'),
      import('../reporting/markdown/comment.ts'),
      import('../reporting/html/report.ts'),
    ],
  );
  const model = buildReport(record, { marks });
  mkdirSync(folder, { recursive: true });
  replace(join(folder, RUN_FILE), `${JSON.stringify(record, null, 2)}\n`);
  replace(join(folder, SUMMARY_FILE), renderSummary(model));
  replace(join(folder, COMMENT_FILE), renderComment(model));
  replace(join(folder, HTML_FILE), renderHtml(model));
}

function replace(file: string, text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

/** Writes reports one after the other; while one is written, only the newest request waits. */
export interface ReportWriter {
  /** Asks for the report as it stands now. */
  request(): void;
  /** Writes the report as it stands now, after whatever is being written. */
  flush(): Promise<void>;
}

/** A writer for the record that `read` gives; a fault is told once and fails nothing. */
export function createReportWriter(
  folder: string,
  marks: BottleneckMarks,
  read: () => RunRecord,
  onFault: (message: string) => void,
): ReportWriter {
  let writing: Promise<void> | undefined;
  let again = false;
  let faulty = false;

  async function write(): Promise<void> {
    do {
      again = false;
      await writeReport(folder, read(), marks).catch((error: Error) => {
        if (!faulty) onFault(`the report could not be written to ${folder}: ${error.message}`);
        faulty = true;
      });
    } while (again);
    writing = undefined;
  }

  return {
    request() {
      if (writing === undefined) writing = write();
      else again = true;
    },
    async flush() {
      this.request();
      await writing;
    },
  };
}
