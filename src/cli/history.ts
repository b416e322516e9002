/** `history`: the stored runs, newest first, and the lasting steps in their times. */

import { join, resolve } from 'node:path';
import { loadHistory } from '../baseline/file-store.ts';
import { loadNotices } from '../baseline/store.ts';
import { resolveReportDir } from '../execution/environment.ts';
import { type History, isSameCommit } from '../record/history.ts';
import { jobTitle } from '../record/job.ts';
import type { RunIdentity } from '../record/run-record.ts';
import { counted, oneLine } from '../record/text.ts';
import { formatDuration } from '../record/units.ts';
import { lastingStepLines } from '../reporting/rows/lasting-steps.ts';
import { inert } from '../reporting/terminal/terminal.ts';
import { refusalProblem } from '../reporting/words/facts/folder-fault.ts';
import { noticeWords } from '../reporting/words/notices/notices.ts';
import { HISTORY_FILE } from '../run/report/report-files.ts';
import { refusalOf } from '../run/stores/own-folder.ts';
import type { Options } from './command-line/arguments.ts';
import { EXIT, type Print } from './command-line/console.ts';

const LONGEST_BRANCH = 40;
const SHA_SHOWN = 8;

/** Prints the history and gives the exit code. */
export async function history(options: Options, print: Print): Promise<number> {
  const folder = resolveReportDir(process.cwd(), options.reportDir);
  const file = options.file === undefined ? join(folder, HISTORY_FILE) : resolve(options.file);
  const refusal = options.file === undefined ? await refusalOf(folder, process.env) : undefined;
  if (refusal !== undefined) {
    print.error(refusalProblem(refusal));
    return EXIT.invalid;
  }
  const loaded = await loadHistory(file);
  for (const notice of loadNotices(loaded)) print.error(`Notice: ${noticeWords(notice)}\n`);
  if (options.json) {
    print.out(`${JSON.stringify(loaded.history, null, 2)}\n`);
    return EXIT.fine;
  }
  if (loaded.kind === 'none' && options.file !== undefined) {
    print.error(
      `stagetime: ${file} does not exist\n  remedy: name a history, such as .stagetime/history.json\n`,
    );
    return EXIT.invalid;
  }
  if (loaded.kind === 'none') print.out(`No runs in ${file} yet.\n`);
  for (const line of runLines(loaded.history)) print.out(`${line}\n`);
  const steps = lastingStepLines(loaded.history);
  if (steps.length > 0)
    print.out(inert(`\nLasting steps\n${steps.map(step => `  ${step}\n`).join('')}`));
  return EXIT.fine;
}

/** A line for each run, the last one that was started first; the history itself goes by commits. */
function runLines({ runs }: History): readonly string[] {
  const lines = runs.map(({ run, status, totalMs, stages }, i) => {
    const commit = commitWords(run, runs[i - 1]?.run);
    const branch = run.branch === undefined ? '' : ` ${oneLine(run.branch, LONGEST_BRANCH)}`;
    const title = jobTitle(run);
    const job = title === undefined ? '' : ` ${title}`;
    const took = `${status} in ${formatDuration(totalMs)}, ${counted(stages.length, 'stage')}`;
    return {
      at: run.startedAt,
      line: `${run.startedAt}${commit}${branch}${job}: ${took}`,
    };
  });
  // Of two that started at once, the one of the newer commit.
  return lines
    .toReversed()
    .sort((a, b) => Number(a.at < b.at) - Number(a.at > b.at))
    .map(({ line }) => line);
}

/** The commit, and what keeps the run from being a witness of what it changed. */
function commitWords(run: RunIdentity, before: RunIdentity | undefined): string {
  if (run.sha === undefined) return '';
  const sha = oneLine(run.sha.slice(0, SHA_SHOWN), SHA_SHOWN);
  if (run.dirty === true) return ` ${sha} (uncommitted changes)`;
  return before !== undefined && isSameCommit(before, run) ? ` ${sha} (same commit)` : ` ${sha}`;
}
