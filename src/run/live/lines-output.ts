/** Live output where nobody watches a terminal: one line for what begins and what ends. */

import { logLine } from '../../record/text.ts';
import { noticeWords } from '../../reporting/words/notices/notices.ts';
import {
  createProgressFilter,
  endLine,
  type LiveOutput,
  type LiveOutputOptions,
  progressWords,
  shownName,
  startLine,
} from './live-output.ts';

const LONGEST_LOG_LINE = 300;

/** Plain lines, as they happen. */
export function createLinesOutput(options: LiveOutputOptions): LiveOutput {
  const say = (line: string): void => options.write(`${line}\n`);
  const isWorthALine = createProgressFilter(options.now);
  say(startLine(options));
  return {
    listener(event) {
      switch (event.kind) {
        case 'stage-started':
          return say(`▶ ${shownName(event.stage.name)}`);
        case 'stage-retried':
          return say(retryLine(event));
        case 'stage-ended':
          say(endLine(event.record));
          for (const line of tailLines(event.record.logTail, event.logPath)) say(line);
          return;
        case 'notice':
          return say(`Notice: ${noticeWords(event.notice)}`);
        case 'llm-progress':
          if (isWorthALine(event)) say(`${shownName(event.stage)}: ${progressWords(event)}`);
          return;
        case 'mask':
          return;
      }
    },
    stop: () => {},
  };
}

/** `PDF Rendering: attempt 2, after exit code 1`. */
export function retryLine(event: {
  readonly stage: { readonly name: string };
  readonly attempt: number;
  readonly exitCode?: number;
}): string {
  const after = event.exitCode === undefined ? '' : `, after exit code ${event.exitCode}`;
  return `${shownName(event.stage.name)}: attempt ${event.attempt}${after}`;
}

/** The last lines of a failed stage's log, indented, and where the whole of it is. */
export function tailLines(
  tail: readonly string[] | undefined,
  logPath: string | undefined,
): string[] {
  if (tail === undefined) return [];
  const lines = tail.map(line => `  │ ${logLine(line, LONGEST_LOG_LINE)}`);
  return logPath === undefined ? lines : [...lines, `  log: ${logPath}`];
}
