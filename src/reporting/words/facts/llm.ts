/** The words for what a stage asked of models, in short. */
import type { LlmNumbers } from '../../../record/llm-numbers.ts';
import { counted } from '../../../record/text.ts';

/** `5 requests to models, 3 answered from the store`; undefined where there was none. */
export function llmWords({ requests, hits }: LlmNumbers): string | undefined {
  if (requests === 0) return undefined;
  return `${counted(requests, 'request')} to models, ${hits === 0 ? 'none' : hits} answered from the store`;
}
