/** Live output where nobody watches a terminal: one line for what begins and what ends. */
import type { RunEvent } from '../../execution/events/run-events.ts';
import { lastWholeLine } from '../../execution/logs/read-log.ts';
import { oneLine } from '../../record/text.ts';
import {
  confirmingLine,
  endLine,
  estimateLine,
  progressWords,
  retryLine,
  shownName,
  startLine,
  stillRunningLine,
  tailLines,
} from '../../reporting/terminal/live.ts';
import { noticeWords } from '../../reporting/words/notices/notices.ts';
import { createProgressFilter, type LiveOutput, type LiveOutputOptions } from './live-output.ts';

/** How long nothing may be said while stages run, in ms: who waits wants to know that something goes on. */
const QUIET_MS = 60_000;
const LONGEST_SAID = 100;

/** Plain lines, as they happen. */
export function createLinesOutput(options: LiveOutputOptions): LiveOutput {
  const running = new Map<string, { name: string; logPath: string; startedAt: number }>();
  let quiet: NodeJS.Timeout | undefined;
  const say = (lines: readonly string[]): void => {
    for (const line of lines) options.write(`${line}\n`);
    if (lines.length === 0) return;
    clearTimeout(quiet);
    quiet = setTimeout(() => say(signsOfLife()), QUIET_MS).unref();
  };
  const signsOfLife = (): readonly string[] =>
    [...running.values()].map(({ name, logPath, startedAt }) => {
      const line = lastWholeLine(logPath);
      const said = line && oneLine(options.redact(line), LONGEST_SAID);
      return stillRunningLine(name, options.now() - startedAt, said);
    });
  const isWorthALine = createProgressFilter(options.now);
  let isOver = false;
  say([startLine(options.stageCount, options.slots)]);
  void options.foreseen.then(() => {
    if (!isOver) say([estimateLine(options.eta(), options.stageCount)]);
  });
  return {
    listener(event) {
      if (event.kind === 'stage-started') {
        const { id, name } = event.stage;
        running.set(id, { name, logPath: event.logPath, startedAt: options.now() });
        say([`▶ ${shownName(name)}`]);
      } else if (event.kind === 'llm-progress') {
        if (isWorthALine(event)) say([`${shownName(event.stage)}: ${progressWords(event)}`]);
      } else {
        if (event.kind === 'stage-ended') running.delete(event.record.id);
        say(linesOf(event, options));
      }
    },
    stop() {
      isOver = true;
      clearTimeout(quiet);
    },
  };
}

/** What is said of an event that is over when it happens. The log of a failure is shown once. */
export function linesOf(
  event: Exclude<RunEvent, { kind: 'stage-started' | 'llm-progress' }>,
  { summaryFollows }: Pick<LiveOutputOptions, 'summaryFollows'>,
): readonly string[] {
  switch (event.kind) {
    case 'stage-retried':
      return [retryLine(event)];
    case 'stage-ended': {
      const { record, logPath } = event;
      const tail = summaryFollows ? [] : tailLines(record.logTail, logPath);
      return [endLine(record), ...tail];
    }
    case 'notice':
      return [`Notice: ${noticeWords(event.notice)}`];
    case 'confirming':
      return [confirmingLine(event)];
    case 'mask':
      return [];
  }
}
