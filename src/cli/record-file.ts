/** Run records and histories that a user names, or that a report directory holds. */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { resolveReportDir } from '../execution/environment.ts';
import { parseRunRecord, type RunRecord } from '../record/run-record.ts';
import { HISTORY_FILE, RUN_FILE, readReportFile } from '../run/report/report-files.ts';
import type { Options } from './command-line/arguments.ts';

/** A run record from a file, or what is wrong with it and what to do. */
export type LoadedRecord =
  | { readonly ok: true; readonly record: RunRecord }
  | { readonly ok: false; readonly problem: string };

/** The report directory of the options. */
export function reportDirOf({ reportDir }: Options): string {
  return resolveReportDir(process.cwd(), reportDir);
}

/** The file that is named, else the report directory's run record. */
export async function loadRecord(options: Options): Promise<LoadedRecord> {
  if (options.file === undefined) return ownRecord(reportDirOf(options));
  const file = resolve(options.file);
  const text = await readFile(file, 'utf8').catch((error: Error) => error);
  if (typeof text !== 'string') return refused(`${file} cannot be read: ${text.message}`);
  return recordFrom(file, text);
}

/** Of the report directory, whose record is a file: a link or a pipe is none of ours. */
function ownRecord(folder: string): LoadedRecord {
  const file = join(folder, RUN_FILE);
  const text = readReportFile(folder, RUN_FILE);
  return text === undefined ? refused(`there is no run record ${file}`) : recordFrom(file, text);
}

function recordFrom(file: string, text: string): LoadedRecord {
  const parsed = parseRunRecord(text);
  return parsed.ok ? parsed : refused(`${file} is not a run record: ${parsed.problem}`);
}

/** The history that is named, else the report directory's. */
export function historyFileOf(options: Options): string {
  return options.baseline === undefined
    ? join(reportDirOf(options), HISTORY_FILE)
    : resolve(options.baseline);
}

function refused(problem: string): LoadedRecord {
  return { ok: false, problem: `stagetime: ${problem}\n  remedy: name a run.json\n` };
}
