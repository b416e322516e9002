/** The words for notices about the LLM proxy. */
import type { LlmNotice } from '../../../record/facts/notice/llm.ts';
import type { Catalogue } from './catalogue.ts';

export const LLM_NOTICES: Catalogue<LlmNotice> = {
  'llm-port-taken': ({ port }) => `port ${port} is taken: requests to it bypass the LLM proxy`,
  'llm-reply-damaged': ({ isRemoved }) =>
    `a stored LLM reply is damaged or foreign and was ${isRemoved ? 'removed' : 'ignored'}`,
  'llm-server-started': ({ command, tookMs }) =>
    `${command} was started in ${Math.round(tookMs)} ms`,
  'llm-not-routed': ({ variable, from, why }) =>
    `${variable} is not sent through the LLM proxy: ${from} ${
      why === 'not-a-url' ? 'is not an http or https URL' : 'contains a user name or password'
    }`,
};
