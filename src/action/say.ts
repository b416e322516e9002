/** Notices of the Action's steps, where the runner shows them. */
import { notice as annotate } from '@actions/core';
import type { Notice } from '../record/facts/notice/notice.ts';
import { oneLine } from '../record/text.ts';
import { noticeWords } from '../reporting/words/notices/notices.ts';

/** More than any notice of ours has, in characters; what it quotes may be longer. */
const LONGEST_NOTICE = 1_000;

/** Shows each as an annotation of one line of visible text. */
export function sayNotices(...notices: readonly Notice[]): void {
  for (const notice of notices) annotate(oneLine(noticeWords(notice), LONGEST_NOTICE));
}
