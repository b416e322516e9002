/** The lines that are printed while a run goes on, in a terminal or in a job's log. */
import type { StageRecord } from '../../record/run-record.ts';
import { counted, listWords, logLine, oneLine } from '../../record/text.ts';
import { formatDuration, formatRoughly } from '../../record/units.ts';
import { layerMs, layerOf, layerWords } from '../words/facts/layer.ts';
import { llmWords } from '../words/facts/llm.ts';
import { stageReasonWords } from '../words/facts/stage-reason.ts';
import { savingWords, statusWords } from '../words/facts/status.ts';

const LONGEST_NAME = 100;
const LONGEST_REASON = 300;
const LONGEST_LOG_LINE = 300;
const STAGES_NAMED = 3;

/** The time to go, or for which stages no earlier run shows it. */
type TimeToGo =
  | { readonly kind: 'interval'; readonly lowMs: number; readonly highMs: number }
  | { readonly kind: 'unknown'; readonly stages: readonly string[] };

/** How far a stage's requests to models are. */
interface Requests {
  readonly requests: number;
  readonly answered: number;
  readonly hits: number;
  readonly tokensPerSecond?: number;
}

/** A name from outside on one visible line. */
export function shownName(name: string): string {
  return oneLine(name, LONGEST_NAME);
}

/** `Running 9 stages, up to 2 at once`. */
export function startLine(stageCount: number, slots: number): string {
  return `Running ${counted(stageCount, 'stage')}, up to ${slots} at once`;
}

/** {@link etaWords} on a line of their own. */
export function estimateLine(eta: TimeToGo, stageCount: number): string {
  const words = etaWords(eta, stageCount);
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}

/** The time to go as an interval, or for which stages there is no earlier run to go by. */
export function etaWords(eta: TimeToGo, stageCount: number): string {
  if (eta.kind === 'interval') {
    if (eta.highMs === 0) return 'nothing left to run';
    const [low, high] = [formatRoughly(eta.lowMs), formatRoughly(eta.highMs)];
    return low === high ? `about ${low} to go` : `about ${low} to ${high} to go`;
  }
  if (eta.stages.length >= stageCount) return 'first run: no estimate yet';
  return `no estimate yet: first run of ${listWords(eta.stages, STAGES_NAMED)}`;
}

/** `3 of 9 stages done`. */
export function doneWords(over: number, stageCount: number): string {
  return `${over} of ${stageCount} stages done`;
}

/** Of running stages those that there is no room for. */
export function hiddenLine(count: number): string {
  return `  … and ${count} more`;
}

/** `12s of about 40s`; only the first where nothing is expected. */
export function elapsedWords(elapsedMs: number, expectedMs: number | undefined): string {
  const elapsed = formatRoughly(elapsedMs);
  return expectedMs === undefined ? elapsed : `${elapsed} of about ${formatRoughly(expectedMs)}`;
}

/** A sign of life of a stage that says nothing new; `line` is the last that it said. */
export function stillRunningLine(name: string, ranMs: number, line: string | undefined): string {
  const said = line === undefined ? '' : `: ${line}`;
  return `… ${shownName(name)} has run for ${formatRoughly(ranMs)}${said}`;
}

/** `✓ Setup passed in 0.3s`, `↺ Tests reused, saves 12s`, `○ PDF skipped: latexmk is missing…`. */
export function endLine(record: StageRecord): string {
  const { symbol, word } = statusWords(record);
  const saving = savingWords(record);
  const layer = layerOf(record);
  const tookMs = layer === undefined ? record.durationMs : layerMs(layer);
  const what = layer === undefined ? '' : ` (${layerWords(layer)})`;
  const took = tookMs === undefined ? '' : ` in ${formatDuration(tookMs)}${what}`;
  const time = saving === undefined ? took : `, ${saving}`;
  const why = record.reason === undefined ? '' : stageReasonWords(record.reason);
  const reason = why === '' ? '' : `: ${oneLine(why, LONGEST_REASON)}`;
  const models = record.llm && llmWords(record.llm);
  const asked = models === undefined ? '' : `, ${models}`;
  return `${symbol} ${shownName(record.name)} ${word}${time}${asked}${reason}`;
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

/** Where a log goes on of which no more is shown. */
export function goesOnLine(logPath: string): string {
  return `… the output goes on in ${logPath}`;
}

/** `3 of 5 requests answered, 2 from the store, 41 tokens/s`. */
export function progressWords({ requests, answered, hits, tokensPerSecond }: Requests): string {
  const stored = hits === 0 ? '' : `, ${hits} from the store`;
  const speed = tokensPerSecond === undefined ? '' : `, ${Math.round(tokensPerSecond)} tokens/s`;
  return `${answered} of ${counted(requests, 'request')} answered${stored}${speed}`;
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
export function confirmingLine(event: {
  readonly stages: readonly { readonly name: string }[];
  readonly budgetMs: number;
}): string {
  const names = listWords(
    event.stages.map(({ name }) => shownName(name)),
    STAGES_NAMED,
  );
  const look = event.stages.length === 1 ? 'looks' : 'look';
  return `Confirming ${names}, which ${look} slower: at most ${formatRoughly(event.budgetMs)}`;
}
