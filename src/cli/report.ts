/** `report`: renders a run record again, from whatever run it came. */
import { dirname, join, resolve } from 'node:path';
import { loadHistory } from '../baseline/file-store.ts';
import { DEFAULT_MARKS } from '../pipeline/usual-time.ts';
import { ofSameJob } from '../record/history.ts';
import type { RunRecord } from '../record/run-record.ts';
import { buildReport, type ReportOptions } from '../reporting/model/model.ts';
import { renderTerminal } from '../reporting/terminal/terminal.ts';
import { refusalProblem } from '../reporting/words/facts/folder-fault.ts';
import { HTML_FILE, writeRenderings, writeReport } from '../run/report/report-files.ts';
import { refusalOf } from '../run/stores/own-folder.ts';
import type { Options } from './command-line/arguments.ts';
import { EXIT, type Print } from './command-line/console.ts';
import { historyFileOf, loadRecord, reportDirOf } from './record-file.ts';

/** Writes the report files, prints the summary and gives the exit code. */
export async function report(options: Options, print: Print): Promise<number> {
  const folder = reportDirOf(options);
  // It is read, and written to.
  const refusal = await refusalOf(folder, process.env);
  if (refusal !== undefined) {
    print.error(refusalProblem(refusal));
    return EXIT.invalid;
  }
  const loaded = await loadRecord(options);
  if (!loaded.ok) {
    print.error(loaded.problem);
    return EXIT.invalid;
  }
  const { record } = loaded;
  const reporting = await reportingOf(options, record);
  // Beside a record that is called otherwise there may be another run's.
  const isBeside = options.file !== undefined && dirname(resolve(options.file)) === folder;
  await (isBeside ? writeRenderings : writeReport)(folder, record, reporting);
  if (options.json) {
    print.out(`${JSON.stringify(record, null, 2)}\n`);
    return EXIT.fine;
  }
  print.out(renderTerminal(buildReport(record, reporting), print));
  print.out(`\nReport: ${join(folder, HTML_FILE)}\n`);
  return EXIT.fine;
}

/** The report directory's history belongs to its own run; of one from elsewhere there is none. */
async function reportingOf(options: Options, { run }: RunRecord): Promise<ReportOptions> {
  if (options.file !== undefined) return { marks: DEFAULT_MARKS };
  const { history } = await loadHistory(historyFileOf(options));
  return { marks: DEFAULT_MARKS, history: ofSameJob(history, run).runs };
}
