/** What is left to do where a fault of our own ends a run: the stages still decide how it ended. */
import { noticeWords } from '../reporting/words/notices/notices.ts';
import { abortedAfter, unlessAborted } from '../util/grace.ts';
import type { RunRequest, RunResult, StagesUnderWay } from './run-request.ts';

/** When a run that is interrupted is over, whatever it still does, in ms; and when its report is. */
const OVER_MS = 6_000;
const REPORT_MS = 7_000;

/**
 * Runs, and gives what the run gives. Where it fails by itself while stages are under way, they run to
 * their end, and the result is what is known of them, with a notice. Where it does not end in time when it
 * is interrupted, the result is what is known then. Rejects only where no stage had started: then there
 * is nothing to report.
 */
export async function runWhateverHappens(
  request: RunRequest,
  run: (request: RunRequest) => Promise<RunResult>,
): Promise<RunResult> {
  let stages: StagesUnderWay | undefined;
  const onStages = (underWay: StagesUnderWay): void => {
    stages = underWay;
  };
  try {
    const over = abortedAfter(request.signal, OVER_MS);
    const result = await unlessAborted(over, () => run({ ...request, onStages }), undefined);
    if (result !== undefined) return result;
    if (stages === undefined) return { kind: 'interrupted' };
    const { flush, ran } = stages as StagesUnderWay;
    await unlessAborted(abortedAfter(request.signal, REPORT_MS), flush, undefined);
    return ran();
  } catch (error) {
    if (stages === undefined) throw error;
    await stages.finished;
    const result = stages.ran();
    const { message: cause } = error as Error;
    const notice = { kind: 'fault', of: 'engine', cause } as const;
    const notices = [...result.record.notices, notice];
    return { ...result, record: { ...result.record, notices } };
  }
}

/** An error that nobody caught is told, and everything else goes on: it is not the stages' own. */
export function outliveFaults(show: (line: string) => void): void {
  const onFault = (error: unknown): void => {
    const cause = (error as Error)?.message ?? String(error);
    show(noticeWords({ kind: 'fault', of: 'engine-meanwhile', cause }));
  };
  process.on('uncaughtException', onFault);
  process.on('unhandledRejection', onFault);
  // Who reads may go away (`stagetime run | head`), and a log may lie on a full disk.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
}
