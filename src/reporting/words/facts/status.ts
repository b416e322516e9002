/** The words and signs for a stage's state, the same in every rendering. */
import type { StageRecord, StageStatus } from '../../../record/run-record.ts';
import { formatDuration } from '../../../record/units.ts';

/** What a state means to the reader; each renderer has its own colours for it. */
export type Tone = 'good' | 'bad' | 'warn' | 'busy' | 'quiet';

/** A state in words, and a sign that may stand beside them but never for them. */
export interface StatusWords {
  readonly symbol: string;
  readonly word: string;
  readonly tone: Tone;
}

const WORDS: Readonly<Record<StageStatus, StatusWords>> = {
  passed: { symbol: '✓', word: 'passed', tone: 'good' },
  failed: { symbol: '✗', word: 'failed', tone: 'bad' },
  'timed-out': { symbol: '✗', word: 'timed out', tone: 'bad' },
  skipped: { symbol: '○', word: 'skipped', tone: 'quiet' },
  reused: { symbol: '↺', word: 'reused', tone: 'good' },
  cancelled: { symbol: '■', word: 'cancelled', tone: 'warn' },
  running: { symbol: '▶', word: 'running', tone: 'busy' },
  pending: { symbol: '·', word: 'pending', tone: 'quiet' },
};

/** A setup that did not have to run is no less done. */
function wordsOfSetup({ status }: StageRecord, { kind }: Setup): StatusWords {
  switch (kind) {
    case 'command':
      return WORDS[status];
    case 'found':
      return { symbol: '✓', word: 'ready', tone: 'quiet' };
    case 'kept':
    case 'layer':
      return { symbol: '↺', word: 'restored', tone: 'good' };
  }
}

type Setup = NonNullable<StageRecord['setup']>;

/** The words for a stage's state; an optional stage that failed is said to be one. */
export function statusWords(stage: StageRecord): StatusWords {
  const words = stage.setup === undefined ? WORDS[stage.status] : wordsOfSetup(stage, stage.setup);
  if (!stage.optional || words.tone !== 'bad') return words;
  return { ...words, word: `${words.word} (optional)`, tone: 'warn' };
}

/** `saves 12s`: what a reused stage would have taken; undefined for any other stage. */
export function savingWords({ status, reuse }: StageRecord): string | undefined {
  if (status !== 'reused' || reuse === undefined) return undefined;
  return `saves ${formatDuration(reuse.savedMs)}`;
}
