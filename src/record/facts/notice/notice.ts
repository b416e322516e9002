/** What was lost or left out in a run without failing it: facts, which `reporting/` puts into words. */
import * as v from 'valibot';
import { freeText } from '../free-text.ts';
import { historyNotice } from './history.ts';
import { llmNotice } from './llm.ts';
import { publishingNotice } from './publishing.ts';
import { reuseNotice } from './reuse.ts';
import { runNotice } from './run.ts';
import { stageNotice } from './stage.ts';

/** The schema of `notices[]`. */
export const notice = v.variant('kind', [
  runNotice,
  stageNotice,
  reuseNotice,
  llmNotice,
  historyNotice,
  publishingNotice,
  /** What a record of schema 1 says. */
  v.object({ kind: v.literal('said'), text: freeText }),
]);

export type Notice = v.InferOutput<typeof notice>;

/** Told of a notice when it comes up; must not throw. */
export type OnNotice = (notice: Notice) => void;

/** The same for two notices that say the same. */
export function noticeKey(one: Notice): string {
  return JSON.stringify(one);
}
