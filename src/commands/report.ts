/** `report`: renders a run record again, from whatever run it came. */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { resolveReportDir } from '../execution/environment.ts';
import { parseRunRecord } from '../record/run-record.ts';
import { buildReport } from '../reporting/model.ts';
import { renderTerminal } from '../reporting/terminal.ts';
import type { Options } from './arguments.ts';
import { EXIT, type Print } from './console.ts';
import { HTML_FILE, RUN_FILE, writeReport } from './report-files.ts';

/** The guide's marks; the record does not say which ones its definition set. */
export const DEFAULT_MARKS = { overMs: 10_000, overShare: 0.2 };

/** Writes the report files, prints the summary and gives the exit code. */
export async function report(options: Options, print: Print): Promise<number> {
  const folder = resolveReportDir(process.cwd(), options.reportDir);
  const file = options.file === undefined ? join(folder, RUN_FILE) : resolve(options.file);
  const text = await readFile(file, 'utf8').catch((error: Error) => error);
  if (typeof text !== 'string') {
    print.error(`stagetime: ${file} cannot be read: ${text.message}\n  remedy: name a run.json\n`);
    return EXIT.invalid;
  }
  const parsed = parseRunRecord(text);
  if (!parsed.ok) {
    print.error(
      `stagetime: ${file} is no run record: ${parsed.problem}\n  remedy: name a run.json\n`,
    );
    return EXIT.invalid;
  }
  await writeReport(folder, parsed.record, { marks: DEFAULT_MARKS });
  if (options.json) {
    print.out(`${JSON.stringify(parsed.record, null, 2)}\n`);
    return EXIT.fine;
  }
  print.out(renderTerminal(buildReport(parsed.record, { marks: DEFAULT_MARKS }), print));
  print.out(`\nReport: ${join(folder, HTML_FILE)}\n`);
  return EXIT.fine;
}
