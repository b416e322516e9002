/** Notices about the LLM proxy and its store. */
import * as v from 'valibot';
import { freeText, structure } from '../free-text.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));

export const llmNotice = v.variant('kind', [
  v.object({ kind: v.literal('llm-port-taken'), port: count }),
  v.object({ kind: v.literal('llm-reply-damaged'), isRemoved: v.boolean() }),
  v.object({ kind: v.literal('llm-server-started'), command: freeText, tookMs: amount }),
  /** The value of `from` cannot be routed, so that clients who go by `variable` pass by the proxy. */
  v.object({
    kind: v.literal('llm-not-routed'),
    variable: structure,
    from: structure,
    why: v.picklist(['not-a-url', 'credentials']),
  }),
]);

export type LlmNotice = v.InferOutput<typeof llmNotice>;
