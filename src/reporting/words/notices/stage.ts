/** The words for notices about one stage. */
import type { LlmUnused, StageNotice } from '../../../record/facts/notice/stage.ts';
import { formatBytes } from '../../../record/units.ts';
import { evidenceProblemText } from '../facts/evidence-problems.ts';
import { roomFaultWords } from '../facts/folder-fault.ts';
import type { Catalogue } from './catalogue.ts';

export const STAGE_NOTICES: Catalogue<StageNotice> = {
  'logs-elsewhere': ({ folder, fault }) => `logs are in ${folder}: ${roomFaultWords(fault)}`,
  'logs-not-kept': ({ fault }) => `the output of the stages is not kept: ${roomFaultWords(fault)}`,
  'log-lost': ({ stage }) => `log of ${stage} lost: something deleted it while the stage ran`,
  'log-shortened': ({ stage, bytes }) =>
    `log of ${stage}: ${formatBytes(bytes)} left out between its head and its end`,
  'log-not-redacted': ({ stage, isRemoved, cause }) => {
    const outcome = isRemoved ? 'removed' : 'cannot be trusted, and could not be removed';
    return `log of ${stage} ${outcome}: secrets could not be redacted (${cause})`;
  },
  evidence: ({ stage, problem }) => `${stage}: ${evidenceProblemText(problem)}`,
  'llm-unused': ({ stage, why }) => `${stage}: the LLM proxy ${UNUSED[why]}`,
};

const UNUSED: Readonly<Record<LlmUnused, string>> = {
  'all-refused': 'refused every request: none was meant for a local server',
  'listings-only': 'was asked for models only, and never for an answer',
  'no-request': 'saw no request: the client does not use the base URL from its environment',
};
