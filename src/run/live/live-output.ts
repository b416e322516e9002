/** What every live output is told of and asked for. */

import type { Listener } from '../../execution/events/run-events.ts';
import type { LlmProgress } from '../../llm/counter.ts';
import type { Eta } from '../../pipeline/eta.ts';
import type { StageRecord } from '../../record/run-record.ts';
import { counted, listWords, oneLine } from '../../record/text.ts';
import { formatDuration, formatRoughly } from '../../record/units.ts';
import { llmWords } from '../../reporting/words/facts/llm.ts';
import { stageReasonWords } from '../../reporting/words/facts/stage-reason.ts';
import { savingWords, statusWords } from '../../reporting/words/facts/status.ts';

/** Shows a run while it goes on. */
export interface LiveOutput {
  readonly listener: Listener;
  /** Writes what is still open and takes away what was only there while running. */
  stop(): void;
}

/** Where live output goes and what it asks of the run. */
export interface LiveOutputOptions {
  readonly write: (text: string) => void;
  readonly stageCount: number;
  readonly slots: number;
  readonly eta: () => Eta;
  /** What the stage with this id is expected to take, in ms; nothing where no run has shown it. */
  readonly expectedMs: (id: string) => number | undefined;
  /** Whether a summary follows that has the logs of failures, so that they are not shown before. */
  readonly summaryFollows: boolean;
  /** Ms since the run's start. */
  readonly now: () => number;
  /** Takes the secrets out of a line. */
  readonly redact: (line: string) => string;
  /** Told what a command asked to hide, before any line is redacted that came with it. */
  readonly addMask: (value: string) => void;
}

const LONGEST_NAME = 100;
const LONGEST_REASON = 300;

/** A name from outside on one visible line. */
export function shownName(name: string): string {
  return oneLine(name, LONGEST_NAME);
}

/** `✓ Setup passed in 0.3s`, `↺ Tests reused, saves 12s`, `○ PDF skipped: latexmk is missing…`. */
export function endLine(record: StageRecord): string {
  const { symbol, word } = statusWords(record);
  const saving = savingWords(record);
  const took = record.durationMs === undefined ? '' : ` in ${formatDuration(record.durationMs)}`;
  const time = saving === undefined ? took : `, ${saving}`;
  const why = record.reason === undefined ? '' : stageReasonWords(record.reason);
  const reason = why === '' ? '' : `: ${oneLine(why, LONGEST_REASON)}`;
  const models = record.llm && llmWords(record.llm);
  const asked = models === undefined ? '' : `, ${models}`;
  return `${symbol} ${shownName(record.name)} ${word}${time}${asked}${reason}`;
}

/** `3 of 5 requests answered, 2 from the store, 41 tokens/s`. */
export function progressWords({ requests, answered, hits, tokensPerSecond }: LlmProgress): string {
  const stored = hits === 0 ? '' : `, ${hits} from the store`;
  const speed = tokensPerSecond === undefined ? '' : `, ${Math.round(tokensPerSecond)} tokens/s`;
  return `${answered} of ${counted(requests, 'request')} answered${stored}${speed}`;
}

/** Where each line stays, this often is often enough for a stage's progress, in ms. */
const PROGRESS_EVERY_MS = 10_000;

/** Says which progress is worth a line of its own: of each stage one in a while, and not the first. */
export function createProgressFilter(now: () => number): (progress: LlmProgress) => boolean {
  const saidAt = new Map<string, number>();
  return ({ stage }) => {
    const last = saidAt.get(stage);
    if (last !== undefined && now() - last < PROGRESS_EVERY_MS) return false;
    saidAt.set(stage, now());
    return last !== undefined;
  };
}

/** `Running 9 stages, up to 2 at once; about 20s to 25s, from earlier runs`. */
export function startLine(options: LiveOutputOptions): string {
  const { stageCount, slots, eta } = options;
  return `Running ${counted(stageCount, 'stage')}, up to ${slots} at once; ${etaWords(eta(), options)}`;
}

const SHOWN_UNKNOWN = 3;

/** The time to go as an interval, or for which stages there is no earlier run to go by. */
export function etaWords(eta: Eta, { stageCount }: Pick<LiveOutputOptions, 'stageCount'>): string {
  if (eta.kind === 'interval') {
    const [low, high] = [formatRoughly(eta.lowMs), formatRoughly(eta.highMs)];
    return low === high ? `about ${low} to go` : `about ${low} to ${high} to go`;
  }
  if (eta.stages.length >= stageCount) return 'first run: no estimate yet';
  return `no estimate yet: first run of ${listWords(eta.stages, SHOWN_UNKNOWN)}`;
}
