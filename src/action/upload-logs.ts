/** Logs that go along with the report because somebody asked for them: clean ones, and not too much. */
import { lstatSync } from 'node:fs';
import { copyFile, lstat, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { rightsOf } from '../caching/policy.ts';
import { LOG_FOLDER } from '../execution/logs/stage-log.ts';
import { masksIn } from '../execution/redaction/masks.ts';
import type { Redactor } from '../execution/redaction/redactor.ts';
import type { RunnerContext } from '../github/runner/runner.ts';
import type { Notice } from '../record/facts/notice/notice.ts';
import { parseRunRecord } from '../record/run-record.ts';
import { RUN_FILE, readReportFile } from '../run/report/report-files.ts';

/** What is uploaded, relative to the report directory, and what is not. */
export interface LogFiles {
  readonly files: readonly string[];
  readonly notices: readonly Notice[];
}

/** A chatty stage must not cost the report, which has a minute to be uploaded. */
const MOST_BYTES = 100_000_000;

interface Log {
  /** Relative to the report directory. */
  readonly file: string;
  readonly bytes: number;
}

/**
 * The logs of the stages that ended, cleaned once more. Those of a fork's pull request are not among
 * them: there the request is part of what a stranger wrote. Never rejects.
 */
export async function logsToUpload(
  reportDir: string,
  redactor: Redactor,
  { trust }: Pick<RunnerContext, 'trust'>,
): Promise<LogFiles> {
  const { logs } = rightsOf({ ...trust, saveOnPullRequest: false });
  if (!logs) return { files: [], notices: [{ kind: 'logs-withheld' }] };
  const { fitting, notices } = withinBounds(await endedLogs(reportDir));
  try {
    for (const { file } of fitting) {
      for (const mask of await masksIn(join(reportDir, file))) redactor.add(mask);
    }
    for (const { file } of fitting) await clean(join(reportDir, file), redactor);
  } catch (error) {
    const { message: cause } = error as Error;
    return { files: [], notices: [{ kind: 'fault', of: 'logs', cause }] };
  }
  return { files: fitting.map(({ file }) => file), notices };
}

/** A stage has a log in the record once it has ended: until then nobody has cleaned its log. */
async function endedLogs(reportDir: string): Promise<readonly Log[]> {
  if (!lstatSync(join(reportDir, LOG_FOLDER), { throwIfNoEntry: false })?.isDirectory()) return [];
  const parsed = parseRunRecord(readReportFile(reportDir, RUN_FILE) ?? '');
  const files = parsed.ok ? parsed.record.stages.flatMap(({ logFile }) => logFile ?? []) : [];
  const logs = files
    // Stages may write where the record stands.
    .filter(file => /^logs\/[^/\\]+\.log$/.test(file))
    .map(async file => {
      // A link could lead to what is not to be published.
      const found = await lstat(join(reportDir, file)).catch(() => undefined);
      return found?.isFile() ? [{ file, bytes: found.size }] : [];
    });
  return (await Promise.all(logs)).flat();
}

/** The smallest first, so that one large log does not keep out the others. */
function withinBounds(logs: readonly Log[]): { fitting: readonly Log[]; notices: Notice[] } {
  const fitting: Log[] = [];
  const notices: Notice[] = [];
  let sum = 0;
  for (const log of logs.toSorted((a, b) => a.bytes - b.bytes)) {
    sum += log.bytes;
    if (sum <= MOST_BYTES) fitting.push(log);
    else notices.push({ kind: 'log-too-large', ...log, mostBytes: MOST_BYTES });
  }
  return { fitting, notices };
}

/**
 * Since the stage ended secrets may have come to light, and processes that outlived it may have gone on
 * writing. They may do so even now, so that a copy takes the log's place, which they have not open.
 */
async function clean(log: string, redactor: Redactor): Promise<void> {
  const copy = `${log}.copy`;
  try {
    await copyFile(log, copy);
    await redactor.file(copy);
    await rename(copy, log);
  } catch (error) {
    await rm(copy, { force: true });
    throw error;
  }
}
