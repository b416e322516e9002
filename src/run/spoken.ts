/** Notices that events carry as facts, put into words. */
import type { LossNotice, RunEvent, SpokenEvent } from '../execution/events/run-events.ts';
import { notStoredNotice } from '../execution/reuse/words.ts';
import { cacheNoticeWords } from '../reporting/words/facts/cache.ts';
import { FAULT_WORDS } from '../reporting/words/facts/store-fault.ts';

/** The event as listeners and the record take it. */
export function spoken(event: RunEvent): SpokenEvent {
  return 'notice' in event ? { kind: 'notice', message: lossWords(event.notice) } : event;
}

function lossWords(notice: LossNotice): string {
  return notice.kind === 'result-not-stored'
    ? notStoredNotice(notice.stage, notice.why, FAULT_WORDS)
    : cacheNoticeWords(notice);
}
