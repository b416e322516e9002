/** Live output where nobody watches a terminal: one line for what begins and what ends. */
import type { RunEvent } from '../../execution/events/run-events.ts';
import { lastWholeLine } from '../../execution/logs/read-log.ts';
import { listWords, logLine, oneLine } from '../../record/text.ts';
import { formatRoughly } from '../../record/units.ts';
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
/** How long nothing may be said while stages run, in ms: who waits wants to know that something goes on. */
const QUIET_MS = 60_000;
const LONGEST_SAID = 100;
const STAGES_NAMED = 3;

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
      const said = line === undefined ? '' : `: ${oneLine(options.redact(line), LONGEST_SAID)}`;
      return `… ${shownName(name)} has run for ${formatRoughly(options.now() - startedAt)}${said}`;
    });
  const isWorthALine = createProgressFilter(options.now);
  say([startLine(options)]);
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
    stop: () => clearTimeout(quiet),
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

/** `PDF Rendering: attempt 2, after exit code 1`. */
export function retryLine(event: {
  readonly stage: { readonly name: string };
  readonly attempt: number;
  readonly exitCode?: number;
}): string {
  const after = event.exitCode === undefined ? '' : `, after exit code ${event.exitCode}`;
  return `${shownName(event.stage.name)}: attempt ${event.attempt}${after}`;
}

/** `Confirming PDF Rendering, which looks slower: at most 2m 00s`. */
export function confirmingLine(event: Extract<RunEvent, { kind: 'confirming' }>): string {
  const names = listWords(
    event.stages.map(({ name }) => shownName(name)),
    STAGES_NAMED,
  );
  const look = event.stages.length === 1 ? 'looks' : 'look';
  return `Confirming ${names}, which ${look} slower: at most ${formatRoughly(event.budgetMs)}`;
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
