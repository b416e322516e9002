import { E as optional, O as pipe, T as object, s as finite, u as integer, w as number, y as minValue } from "./dist.js";
import { n as counted } from "./text.js";
// src/record/llm-numbers.ts
/** What the LLM proxy did for one stage: the `llm` of a stage record. */
const count = pipe(number(), integer(), minValue(0));
const amount = pipe(number(), finite(), minValue(0));
/** Requests that were passed through without a look at the store, by reason. */
const bypassed = object({
	/** It refers to state that the provider keeps. */
	stateful: optional(count),
	/** Its body is larger than what is looked at. */
	"request-too-large": optional(count),
	/** Its body is no JSON object, or compressed. */
	"not-json": optional(count),
	/** It asks for something else than an answer of a model. */
	"other-endpoint": optional(count)
});
/** Misses whose reply was not stored, by reason. */
const notStored = object({
	/** Its status is not 200. */
	status: optional(count),
	/** It ended, or was cut, before its terminal marker. */
	incomplete: optional(count),
	/** It is a 200 that reports an error. */
	"error-inside": optional(count),
	/** It is larger than an entry may be. */
	"reply-too-large": optional(count),
	/** It is compressed, which it was not asked to be, and so cannot be read along. */
	compressed: optional(count),
	/** It is of a kind whose end cannot be told. */
	"unknown-format": optional(count),
	/** The client went away before the end. */
	"client-gone": optional(count),
	/** No upstream answered. */
	unreachable: optional(count),
	/** A secret of the environment stands in it. */
	"secret-inside": optional(count),
	/** The store is not written to in this run. */
	"read-only": optional(count),
	/** Writing it failed. */
	"write-failed": optional(count)
});
const tokens = object({
	input: count,
	output: count
});
/** The schema of a stage's LLM numbers. */
const llmNumbers = object({
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
	savedCost: optional(amount)
});
/** Requests that were not answered from the store: the time of these is their provider's. */
function askedOfProvider({ requests, hits }) {
	return requests - hits;
}
/** `5 requests to models, 3 answered from the store`; undefined where there was none. */
function llmWords({ requests, hits }) {
	if (requests === 0) return void 0;
	return `${counted(requests, "request")} to models, ${hits === 0 ? "none" : hits} answered from the store`;
}
/** What is wrong with a stage that should have used the proxy; undefined where nothing is. */
function llmWarning({ requests, listings, refused }) {
	if (requests > 0) return void 0;
	if (refused > 0) return "the LLM proxy refused every request: none was meant for a local server";
	return listings > 0 ? "the LLM proxy was asked for models only, and never for an answer" : "the LLM proxy saw no request: the client does not use the base URL from its environment";
}
export { llmWords as i, llmNumbers as n, llmWarning as r, askedOfProvider as t };
