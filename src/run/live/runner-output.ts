/**
 * Live output on a runner: one collapsible group a stage, never interleaved. The stage in front is
 * shown as it writes; the others wait for their turn in their logs. Nothing a stage prints commands
 * the runner: its lines stand between `::stop-commands::` and a random token.
 */

import { randomBytes } from 'node:crypto';
import type { Listener, RunEvent } from '../../execution/events/run-events.ts';
import { followLog, type LogFollower } from '../../execution/logs/read-log.ts';
import { escapeData, masksInLine } from '../../execution/redaction/masks.ts';
import { REDACTED } from '../../execution/redaction/redactor.ts';
import type { StageRecord } from '../../record/run-record.ts';
import {
  confirmingLine,
  endLine,
  estimateLine,
  goesOnLine,
  progressWords,
  retryLine,
  shownName,
  startLine,
  tailLines,
} from '../../reporting/terminal/live.ts';
import { noticeWords } from '../../reporting/words/notices/notices.ts';
import { createProgressFilter, type LiveOutput, type LiveOutputOptions } from './live-output.ts';

const POLL_MS = 200;
/**
 * Most that the first group waits for the estimate, in ms: what is said while a group is open would be folded
 * away in it, or come after it.
 */
const HELD_MS = 2_000;
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
  return new RunnerOutput(options);
}

class RunnerOutput implements LiveOutput {
  readonly listener: Listener = event => this.#listen(event);
  readonly #options: LiveOutputOptions;
  readonly #queue: Shown[] = [];
  #opened: Shown | undefined;
  /** What was to be said about other stages while a group was open. */
  #waiting: string[] = [];
  readonly #isWorthALine: ReturnType<typeof createProgressFilter>;
  readonly #timer: NodeJS.Timeout;
  #estimate: 'unknown' | 'due' | 'said' = 'unknown';
  #isStopped = false;

  constructor(options: LiveOutputOptions) {
    this.#options = options;
    this.#isWorthALine = createProgressFilter(options.now);
    this.#timer = setInterval(() => this.#pump(), POLL_MS).unref();
    options.write(`${startLine(options.stageCount, options.slots)}\n`);
    void options.foreseen.then(() => {
      this.#estimate = 'due';
      this.#pump();
    });
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#isStopped = true;
    this.#pump();
    for (const shown of this.#queue) {
      this.#show(shown, true);
      shown.follower.close();
    }
    if (this.#opened !== undefined) this.#options.write('::endgroup::\n');
    this.#flushWaiting();
  }

  #listen(event: RunEvent): void {
    switch (event.kind) {
      case 'stage-started': {
        const follower = followLog(event.logPath, SHOWN_BYTES);
        const { id, name } = event.stage;
        this.#queue.push({ id, name, logPath: event.logPath, follower });
        this.#pump();
        return;
      }
      case 'stage-ended': {
        const shown = this.#queue.find(({ logPath }) => logPath === event.logPath);
        if (shown !== undefined) shown.ended = event.record;
        else this.#waiting.push(endLine(event.record));
        this.#pump();
        return;
      }
      case 'stage-retried':
        this.#waiting.push(retryLine(event));
        return;
      case 'llm-progress':
        // Only where it stands between lines of the same stage.
        if (this.#opened?.id === event.stage && this.#isWorthALine(event)) {
          this.#writeQuietly([`… ${progressWords(event)}`]);
        }
        return;
      case 'confirming':
        this.#waiting.push(confirmingLine(event));
        this.#pump();
        return;
      case 'mask':
        this.#options.write(addMask(event.value));
        return;
      case 'notice':
        this.#waiting.push(`Notice: ${noticeWords(event.notice)}`);
        return;
    }
  }

  #pump(): void {
    const isEarly = this.#estimate === 'unknown' && this.#options.now() < HELD_MS;
    if (isEarly && !this.#isStopped) return;
    this.#sayEstimate();
    for (let front = this.#queue[0]; front !== undefined; front = this.#queue[0]) {
      if (this.#opened !== front) {
        this.#options.write(`::group::${escapeData(shownName(front.name))}\n`);
        this.#opened = front;
      }
      this.#show(front);
      if (front.ended === undefined) return;
      if (front.follower.stopped) {
        this.#options.write(`${goesOnLine(front.logPath)}\n`);
      }
      this.#options.write('::endgroup::\n');
      front.follower.close();
      this.#opened = undefined;
      this.#queue.shift();
      this.#sayEnd(front.ended, front.logPath);
      this.#sayEstimate();
    }
    this.#flushWaiting();
  }

  #show({ follower, ended }: Shown, final = ended !== undefined): void {
    let lines = follower.read(final);
    while (lines.length > 0) {
      this.#writeLog(lines);
      lines = follower.read(final);
    }
  }

  #sayEnd(record: StageRecord, logPath: string | undefined): void {
    this.#writeQuietly([endLine(record), ...tailLines(record.logTail, logPath)]);
    this.#flushWaiting();
  }

  #sayEstimate(): void {
    if (this.#estimate !== 'due' || this.#opened !== undefined || this.#isStopped) return;
    this.#estimate = 'said';
    const { eta, stageCount } = this.#options;
    this.#writeQuietly([estimateLine(eta(), stageCount)]);
  }

  #flushWaiting(): void {
    const lines = this.#waiting;
    this.#waiting = [];
    this.#writeQuietly(lines);
  }

  /** Lines that a stage printed; masks among them are handed on and not shown. */
  #writeLog(lines: readonly string[]): void {
    const shown: string[] = [];
    for (const line of lines) {
      const masks = masksInLine(line);
      if (masks.length === 0) shown.push(line);
      for (const mask of masks) {
        this.#options.addMask(mask);
        this.#options.write(addMask(mask));
      }
    }
    this.#writeQuietly(shown.map(this.#options.redact));
  }

  /** Lines that may hold anything but secrets. */
  #writeQuietly(lines: readonly string[]): void {
    if (lines.length === 0) return;
    const token = randomBytes(16).toString('hex');
    const text = lines.map(withoutMarkup).join('\n');
    this.#options.write(`::stop-commands::${token}\n${text}\n::${token}::\n`);
  }
}

/** The log viewer folds and colours on `##[…]`, whether commands are stopped or not. */
function withoutMarkup(line: string): string {
  return line.startsWith('##[') ? ` ${line}` : line;
}

/** A mask read from a log that was redacted meanwhile has been handed on before. */
function addMask(value: string): string {
  return value === '' || value === REDACTED ? '' : `::add-mask::${escapeData(value)}\n`;
}
