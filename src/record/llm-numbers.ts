/** What the LLM proxy did for one stage: the `llm` of a stage record. */
import * as v from 'valibot';
import type { LlmUnused } from './facts/notice/stage.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));

/** Requests that were passed through without a look at the store, by reason. */
const bypassed = v.object({
  /** It refers to state that the provider keeps. */
  stateful: v.optional(count),
  /** Its body is larger than what is looked at. */
  'request-too-large': v.optional(count),
  /** Its body is no JSON object, or compressed. */
  'not-json': v.optional(count),
  /** It asks for something else than an answer of a model. */
  'other-endpoint': v.optional(count),
});

/** Misses whose reply was not stored, by reason. */
const notStored = v.object({
  /** Its status is not 200. */
  status: v.optional(count),
  /** It ended, or was cut, before its terminal marker. */
  incomplete: v.optional(count),
  /** It is a 200 that reports an error. */
  'error-inside': v.optional(count),
  /** It is larger than an entry may be. */
  'reply-too-large': v.optional(count),
  /** It is compressed, which it was not asked to be, and so cannot be read along. */
  compressed: v.optional(count),
  /** It is of a kind whose end cannot be told. */
  'unknown-format': v.optional(count),
  /** The client went away before the end. */
  'client-gone': v.optional(count),
  /** No upstream answered. */
  unreachable: v.optional(count),
  /** A secret of the environment stands in it. */
  'secret-inside': v.optional(count),
  /** The store is not written to in this run. */
  'read-only': v.optional(count),
  /** Writing it failed. */
  'write-failed': v.optional(count),
});

const tokens = v.object({ input: count, output: count });

/** The schema of a stage's LLM numbers. */
export const llmNumbers = v.object({
  /** Hits, misses, coalesced and bypassed together. */
  requests: count,
  /** Answered from the store. */
  hits: count,
  /** Asked of the upstream. */
  misses: count,
  /** Answered along with an equal request that was under way. */
  coalesced: count,
  bypassed,
  notStored,
  /** Requests for lists of models and the like; not among `requests`. */
  listings: count,
  /** Refused: not meant for a server on this machine. */
  refused: count,
  /** Request bodies sent upstream. */
  sentBytes: amount,
  /** Reply bodies received from upstream. */
  receivedBytes: amount,
  /** Reply bodies given to clients without the upstream. */
  replayedBytes: amount,
  /** Time from request to end of reply of all upstream calls; calls at the same time add up. */
  upstreamMs: amount,
  /** As the providers counted them. */
  usedTokens: tokens,
  /** Upstream time that hits took when they were recorded, and coalesced requests would have taken. */
  savedMs: amount,
  /** Of hits and coalesced requests; replies without a count add nothing. */
  savedTokens: tokens,
  /** In the unit of the user's price table; absent without one, or where it lacks a model. */
  savedCost: v.optional(amount),
});

export type LlmNumbers = v.InferOutput<typeof llmNumbers>;
export type LlmBypassReason = keyof LlmNumbers['bypassed'];
export type LlmNotStoredReason = keyof LlmNumbers['notStored'];

/** Requests that were not answered from the store: the time of these is their provider's. */
export function askedOfProvider({ requests, hits }: LlmNumbers): number {
  return requests - hits;
}

/** Why a stage that should have used the proxy did not; undefined where it did. */
export function whyUnused({ requests, listings, refused }: LlmNumbers): LlmUnused | undefined {
  if (requests > 0) return undefined;
  if (refused > 0) return 'all-refused';
  return listings > 0 ? 'listings-only' : 'no-request';
}
