/**
 * Live output on a runner: one collapsible group a stage, never interleaved. The stage in front is
 * shown as it writes; the others wait for their turn in their logs. Nothing a stage prints commands
 * the runner: its lines stand between `::stop-commands::` and a random token.
 */
import { randomBytes } from 'node:crypto';
import type { StageRecord } from '../../record/run-record.ts';
import { followLog, type LogFollower } from '../logs/read-log.ts';
import { escapeData, masksInLine } from '../redaction/masks.ts';
import { REDACTED } from '../redaction/redactor.ts';
import { retryLine, tailLines } from './lines-output.ts';
import {
  createProgressFilter,
  endLine,
  type LiveOutput,
  type LiveOutputOptions,
  progressWords,
  shownName,
  startLine,
} from './live-output.ts';

const POLL_MS = 200;
/** Of one stage's output; the log has the rest. */
const SHOWN_BYTES = 4_000_000;

interface Shown {
  readonly id: string;
  readonly name: string;
  readonly logPath: string;
  readonly follower: LogFollower;
  ended?: StageRecord;
}

/** Groups in the order in which the stages started. */
export function createRunnerOutput(options: LiveOutputOptions): LiveOutput {
  const queue: Shown[] = [];
  let opened: Shown | undefined;
  /** What was to be said about other stages while a group was open. */
  let waiting: string[] = [];
  const isWorthALine = createProgressFilter(options.now);
  const timer = setInterval(pump, POLL_MS).unref();
  options.write(`${startLine(options)}\n`);

  function pump(): void {
    for (let front = queue[0]; front !== undefined; front = queue[0]) {
      if (opened !== front) {
        options.write(`::group::${escapeData(shownName(front.name))}\n`);
        opened = front;
      }
      show(front);
      if (front.ended === undefined) return;
      if (front.follower.stopped) {
        options.write(`… the output goes on in ${front.logPath}\n`);
      }
      options.write('::endgroup::\n');
      front.follower.close();
      opened = undefined;
      queue.shift();
      sayEnd(front.ended, front.logPath);
    }
    flushWaiting();
  }

  function show({ follower, ended }: Shown, final = ended !== undefined): void {
    let lines = follower.read(final);
    while (lines.length > 0) {
      writeLog(lines);
      lines = follower.read(final);
    }
  }

  function sayEnd(record: StageRecord, logPath: string | undefined): void {
    writeQuietly([endLine(record), ...tailLines(record.logTail, logPath)]);
    flushWaiting();
  }

  function flushWaiting(): void {
    const lines = waiting;
    waiting = [];
    writeQuietly(lines);
  }

  /** Lines that a stage printed; masks among them are handed on and not shown. */
  function writeLog(lines: readonly string[]): void {
    const shown: string[] = [];
    for (const line of lines) {
      const masks = masksInLine(line);
      if (masks.length === 0) shown.push(line);
      for (const mask of masks) {
        options.addMask(mask);
        options.write(addMask(mask));
      }
    }
    writeQuietly(shown.map(options.redact));
  }

  /** Lines that may hold anything but secrets. */
  function writeQuietly(lines: readonly string[]): void {
    if (lines.length === 0) return;
    const token = randomBytes(16).toString('hex');
    const text = lines.map(withoutMarkup).join('\n');
    options.write(`::stop-commands::${token}\n${text}\n::${token}::\n`);
  }

  return {
    listener(event) {
      switch (event.kind) {
        case 'stage-started': {
          const follower = followLog(event.logPath, SHOWN_BYTES);
          const { id, name } = event.stage;
          queue.push({ id, name, logPath: event.logPath, follower });
          return pump();
        }
        case 'stage-ended': {
          const shown = queue.find(({ logPath }) => logPath === event.logPath);
          if (shown !== undefined) shown.ended = event.record;
          else waiting.push(endLine(event.record));
          return pump();
        }
        case 'stage-retried':
          waiting.push(retryLine(event));
          return;
        case 'llm-progress':
          // Only where it stands between lines of the same stage.
          if (opened?.id === event.stage && isWorthALine(event)) {
            writeQuietly([`… ${progressWords(event)}`]);
          }
          return;
        case 'mask':
          options.write(addMask(event.value));
          return;
        case 'notice':
          waiting.push(`Notice: ${event.message}`);
          return;
      }
    },
    stop() {
      clearInterval(timer);
      for (const shown of queue) {
        show(shown, true);
        shown.follower.close();
      }
      if (opened !== undefined) options.write('::endgroup::\n');
      flushWaiting();
    },
  };
}

/** The log viewer folds and colours on `##[…]`, whether commands are stopped or not. */
function withoutMarkup(line: string): string {
  return line.startsWith('##[') ? ` ${line}` : line;
}

/** A mask read from a log that was redacted meanwhile has been handed on before. */
function addMask(value: string): string {
  return value === '' || value === REDACTED ? '' : `::add-mask::${escapeData(value)}\n`;
}
