/** The words for what was lost or left out in a run. */
import type { Notice } from '../../../record/facts/notice/notice.ts';
import type { Catalogue, NameOf } from './catalogue.ts';
import { HISTORY_NOTICES } from './history.ts';
import { LLM_NOTICES } from './llm.ts';
import { PUBLISHING_NOTICES } from './publishing.ts';
import { REUSE_NOTICES } from './reuse.ts';
import { RUN_NOTICES } from './run.ts';
import { STAGE_NOTICES } from './stage.ts';

const CATALOGUE: Catalogue<Notice> = {
  ...RUN_NOTICES,
  ...STAGE_NOTICES,
  ...REUSE_NOTICES,
  ...LLM_NOTICES,
  ...HISTORY_NOTICES,
  ...PUBLISHING_NOTICES,
  said: ({ text }) => text,
};

/**
 * A notice in words, with what to do about it where something can be done; as long as what it quotes. Stages
 * whose names are not known are called by their ids.
 */
export function noticeWords(notice: Notice, nameOf: NameOf = id => id): string {
  // TypeScript does not see that the kind is that of the notice.
  const words = CATALOGUE[notice.kind] as (notice: Notice, nameOf: NameOf) => string;
  return words(notice, nameOf);
}
