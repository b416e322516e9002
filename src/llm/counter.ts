/** Counts what the proxy does for a stage, and tells how it gets on. */
import type { LlmBypassReason, LlmNotStoredReason, LlmNumbers } from '../record/llm-numbers.ts';
import type { Usage } from './replies/reply-reader.ts';

/** What a million tokens cost, in any one currency. */
export interface Price {
  readonly inputPerMillion: number;
  readonly outputPerMillion: number;
}

/** Prices by the model that requests name. */
export type PriceTable = Readonly<Record<string, Price>>;

/** How a stage's requests stand. */
export interface LlmProgress {
  readonly kind: 'llm-progress';
  readonly stage: string;
  /** Requests that came so far, and those of them that are answered. */
  readonly requests: number;
  readonly answered: number;
  readonly hits: number;
  /** Of all replies that stream at the moment together; absent while none does. A piece of text counts as one token. */
  readonly tokensPerSecond?: number;
}

/** A reply that the upstream was not asked for. */
export interface Saving {
  readonly bytes: number;
  readonly upstreamMs: number;
  readonly usage?: Usage;
  readonly model?: string;
}

/** A call to the upstream that is over. */
export interface Spending {
  readonly sentBytes: number;
  readonly receivedBytes: number;
  readonly upstreamMs: number;
  readonly usage?: Usage;
}

export type Outcome = 'hits' | 'misses' | 'coalesced' | 'listings' | 'refused';

export interface Counter {
  count(outcome: Outcome): void;
  countBypassed(reason: LlmBypassReason): void;
  countNotStored(reason: LlmNotStoredReason): void;
  /** The client of a counted request has all it gets. */
  countAnswered(): void;
  /** Text that came from upstream just now. */
  countStreamed(tokens: number): void;
  save(saving: Saving): void;
  spend(spending: Spending): void;
  numbers(): LlmNumbers;
}

/** Progress is told at most this often while a reply streams, in ms. */
const TOLD_EVERY_MS = 1000;

export interface CounterOptions {
  readonly stage: string;
  readonly prices: PriceTable | undefined;
  readonly emit: (progress: LlmProgress) => void;
  /** Monotonic, in ms. */
  readonly now: () => number;
}

/** A counter that stands at nothing. */
export function createCounter({ stage, prices, emit, now }: CounterOptions): Counter {
  const counts = { hits: 0, misses: 0, coalesced: 0, listings: 0, refused: 0 };
  const bypassed: Partial<Record<LlmBypassReason, number>> = {};
  const notStored: Partial<Record<LlmNotStoredReason, number>> = {};
  const sums = { sentBytes: 0, receivedBytes: 0, replayedBytes: 0, upstreamMs: 0, savedMs: 0 };
  const usedTokens = { input: 0, output: 0 };
  const savedTokens = { input: 0, output: 0 };
  /** Undefined as soon as one price is missing: a part would pass for the whole. */
  let savedCost: number | undefined = prices && 0;
  let answered = 0;
  /** Tokens since progress was told, and when the first of them came. */
  let streamed = 0;
  let streamedSince = 0;
  let toldAt = now();

  const requests = (): number => {
    const passedThrough = Object.values(bypassed).reduce((sum, count) => sum + count, 0);
    return counts.hits + counts.misses + counts.coalesced + passedThrough;
  };

  function tell(): void {
    const seconds = (now() - streamedSince) / 1000;
    const isMeasurable = streamed > 1 && seconds > 0;
    emit({
      kind: 'llm-progress',
      stage,
      requests: requests(),
      answered,
      hits: counts.hits,
      ...(isMeasurable && { tokensPerSecond: (streamed - 1) / seconds }),
    });
    streamed = 0;
    toldAt = now();
  }

  return {
    count(outcome) {
      counts[outcome] += 1;
    },
    countBypassed(reason) {
      bypassed[reason] = (bypassed[reason] ?? 0) + 1;
    },
    countNotStored(reason) {
      notStored[reason] = (notStored[reason] ?? 0) + 1;
    },
    countAnswered() {
      answered += 1;
      tell();
    },
    countStreamed(tokens) {
      if (tokens === 0) return;
      if (streamed === 0) streamedSince = now();
      streamed += tokens;
      if (now() - toldAt >= TOLD_EVERY_MS) tell();
    },
    save({ bytes, upstreamMs, usage, model }) {
      sums.replayedBytes += bytes;
      sums.savedMs += upstreamMs;
      addTo(savedTokens, usage);
      const cost = costOf(usage, priceOf(prices, model));
      savedCost = savedCost === undefined || cost === undefined ? undefined : savedCost + cost;
    },
    spend({ sentBytes, receivedBytes, upstreamMs, usage }) {
      sums.sentBytes += sentBytes;
      sums.receivedBytes += receivedBytes;
      sums.upstreamMs += upstreamMs;
      addTo(usedTokens, usage);
    },
    numbers: () => ({
      requests: requests(),
      ...counts,
      bypassed: { ...bypassed },
      notStored: { ...notStored },
      ...sums,
      usedTokens: { ...usedTokens },
      savedTokens: { ...savedTokens },
      ...(savedCost !== undefined && { savedCost }),
    }),
  };
}

function addTo(sum: { input: number; output: number }, usage: Usage | undefined): void {
  sum.input += usage?.input ?? 0;
  sum.output += usage?.output ?? 0;
}

/** Requests may name any model, `constructor` too. */
function priceOf(prices: PriceTable = {}, model: string | undefined): Price | undefined {
  return model !== undefined && Object.hasOwn(prices, model) ? prices[model] : undefined;
}

function costOf(usage: Usage | undefined, price: Price | undefined): number | undefined {
  if (usage === undefined || price === undefined) return undefined;
  return (usage.input * price.inputPerMillion + usage.output * price.outputPerMillion) / 1e6;
}
