/** What a stage asked of language models and what was saved, in sentences. */
import type { LlmBypassReason, LlmNotStoredReason, LlmNumbers } from '../../record/llm-numbers.ts';
import type { StageRecord } from '../../record/run-record.ts';
import { stageName } from '../../record/status.ts';
import { counted } from '../../record/text.ts';
import { formatDuration } from '../../record/units.ts';

export interface LlmUsage {
  readonly name: string;
  /** `6 requests: 5 answered from the store, 1 by the provider; saved 42s of the provider's time and 9,120 tokens`. */
  readonly text: string;
}

const BYPASSED: Readonly<Record<LlmBypassReason, string>> = {
  stateful: 'with state at the provider',
  'request-too-large': 'too large',
  'not-json': 'no plain JSON',
  'other-endpoint': 'not for an answer',
};

const NOT_STORED: Readonly<Record<LlmNotStoredReason, string>> = {
  status: 'with another status than 200',
  incomplete: 'cut short',
  'error-inside': 'with an error inside',
  'reply-too-large': 'too large',
  compressed: 'compressed unasked',
  'unknown-format': 'in an unknown format',
  'client-gone': 'given up by the client',
  unreachable: 'without an answer',
  'secret-inside': 'with a secret inside',
  'read-only': 'in a run that may not store',
  'write-failed': 'that could not be written',
};

/** Of a stage that asked models; none of others. */
export function llmUsage(stage: StageRecord): readonly LlmUsage[] {
  const { llm } = stage;
  if (llm === undefined || llm.requests === 0) return [];
  const parts = [requestWords(llm), notStoredWords(llm), spentWords(llm), savedWords(llm)];
  const text = parts.filter(part => part !== '').join('; ');
  return [{ name: stageName(stage), text }];
}

function requestWords({ requests, hits, misses, coalesced, bypassed }: LlmNumbers): string {
  const passed = sumOf(bypassed);
  const counts = [
    ...some(hits, `${hits} answered from the store`),
    ...some(misses, `${misses} by the provider`),
    ...some(coalesced, `${coalesced} along with an equal one`),
    ...some(passed, `${passed} passed through (${reasons(bypassed, BYPASSED)})`),
  ];
  return `${counted(requests, 'request')}: ${counts.join(', ')}`;
}

function notStoredWords({ notStored }: LlmNumbers): string {
  const sum = sumOf(notStored);
  return sum === 0
    ? ''
    : `${sum} ${sum === 1 ? 'reply' : 'replies'} not stored (${reasons(notStored, NOT_STORED)})`;
}

function spentWords({ upstreamMs, usedTokens }: LlmNumbers): string {
  if (upstreamMs === 0) return '';
  const tokens = tokenWords(usedTokens);
  return `the provider took ${formatDuration(upstreamMs)}${tokens === '' ? '' : ` for ${tokens}`}`;
}

function savedWords({ savedMs, savedTokens, savedCost = 0 }: LlmNumbers): string {
  const tokens = tokenWords(savedTokens);
  const saved = [
    ...some(savedMs, `${formatDuration(savedMs)} of the provider's time`),
    ...some(tokens.length, tokens),
    ...some(savedCost, `${money(savedCost)} by your prices`),
  ];
  return saved.length === 0 ? '' : `saved ${saved.join(', ')}`;
}

function tokenWords({ input, output }: LlmNumbers['usedTokens']): string {
  return input + output === 0 ? '' : `${grouped(input)} tokens in and ${grouped(output)} out`;
}

function some(count: number, words: string): readonly string[] {
  return count === 0 ? [] : [words];
}

function sumOf(counts: Readonly<Record<string, number | undefined>>): number {
  return Object.values(counts).reduce<number>((sum, count = 0) => sum + count, 0);
}

function reasons<K extends string>(
  counts: { readonly [P in K]?: number | undefined },
  words: Readonly<Record<K, string>>,
): string {
  const keys = Object.keys(words) as K[];
  return keys.flatMap(key => some(counts[key] ?? 0, `${counts[key]} ${words[key]}`)).join(', ');
}

/** `9,120`. */
function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** In whatever unit the prices are; small sums keep two digits that say something. */
function money(amount: number): string {
  return amount >= 1 ? amount.toFixed(2) : String(Number(amount.toPrecision(2)));
}
