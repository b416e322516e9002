/** What is left to do where a fault of our own ends a run: the stages still decide how it ended. */
import type { RunRequest, RunResult, StagesUnderWay } from './run-request.ts';

/**
 * Runs, and gives what the run gives. Where it fails by itself while stages are under way, they run to
 * their end, and the result is what is known of them, with a notice. Rejects only where no stage had
 * started: then there is no outcome that could be told.
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
    return await run({ ...request, onStages });
  } catch (error) {
    if (stages === undefined) throw error;
    await stages.finished;
    const result = stages.ran();
    const notice = `Stagetime itself failed, not a stage: ${(error as Error).message}`;
    const notices = [...result.record.notices, notice];
    return { ...result, record: { ...result.record, notices } };
  }
}

/** An error that nobody caught is told, and everything else goes on: it is not the stages' own. */
export function outliveFaults(tell: (message: string) => void): void {
  const onFault = (error: unknown): void => {
    tell(`Stagetime itself failed, and goes on: ${(error as Error)?.message ?? String(error)}`);
  };
  process.on('uncaughtException', onFault);
  process.on('unhandledRejection', onFault);
  // Who reads may go away (`stagetime run | head`), and a log may lie on a full disk.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
}
