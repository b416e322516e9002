/** `compare`: judges a run record by a history, whatever runs they came from. */

import { existsSync } from 'node:fs';
import { muteGateOf } from '../analysis/gates.ts';
import { compare as compareRun } from '../analysis/verdict/compare.ts';
import { loadHistory } from '../baseline/file-store.ts';
import { loadNotices } from '../baseline/store.ts';
import { DEFAULT_MARKS } from '../pipeline/usual-time.ts';
import { ofSameJob } from '../record/history.ts';
import { buildReport } from '../reporting/model/model.ts';
import { stageNames } from '../reporting/rows/stage-names.ts';
import { renderTerminal } from '../reporting/terminal/terminal.ts';
import { refusalProblem } from '../reporting/words/facts/folder-fault.ts';
import { noticeWords } from '../reporting/words/notices/notices.ts';
import { muteGateWords } from '../reporting/words/verdict/gate.ts';
import { refusalOf } from '../run/stores/own-folder.ts';
import type { Options } from './command-line/arguments.ts';
import { EXIT, type Print } from './command-line/console.ts';
import { tripsGate } from './gate.ts';
import { historyFileOf, loadRecord, reportDirOf } from './record-file.ts';

/** Prints the comparison and gives the exit code; the run's own status does not count. */
export async function compare(options: Options, print: Print): Promise<number> {
  const readsOwn = options.file === undefined || options.baseline === undefined;
  const refusal = readsOwn ? await refusalOf(reportDirOf(options), process.env) : undefined;
  if (refusal !== undefined) {
    print.error(refusalProblem(refusal));
    return EXIT.invalid;
  }
  const loaded = await loadRecord(options);
  if (!loaded.ok) {
    print.error(loaded.problem);
    return EXIT.invalid;
  }
  const file = historyFileOf(options);
  if (!existsSync(file)) {
    print.error(`stagetime: there is no history ${file}\n  remedy: name one with --baseline\n`);
    return EXIT.invalid;
  }
  const stored = await loadHistory(file);
  const { history } = stored;
  for (const notice of loadNotices(stored)) print.error(`Notice: ${noticeWords(notice)}\n`);
  const comparison = compareRun(loaded.record, history);
  const unread = stored.kind === 'unreadable' && {
    baseline: {
      where: file,
      runs: ofSameJob(history, loaded.record.run).runs.length,
      unreadable: true,
    },
  };
  const record = { ...loaded.record, comparison, ...unread };
  if (options.json) print.out(`${JSON.stringify(comparison, null, 2)}\n`);
  else {
    const reporting = { marks: DEFAULT_MARKS, history: ofSameJob(history, record.run).runs };
    print.out(renderTerminal(buildReport(record, reporting), print));
  }
  const failOn = options.failOn ?? 'never';
  const mute = muteGateOf({ ...record, status: 'passed' }, failOn);
  if (mute !== undefined) {
    print.error(`Notice: ${muteGateWords(mute, stageNames(record))}\n`);
  }
  return tripsGate(record, failOn, print) ? EXIT.gate : EXIT.fine;
}
