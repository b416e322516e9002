/** What is said while a run goes on, without its secrets. */
import type { Hide } from '../../record/facts/free-text.ts';
import { redactNotice, redactStage } from '../../record/redact.ts';
import type { RunEvent } from './run-events.ts';

/** The event without secrets in its texts; a mask stays what it is. */
export function withoutSecrets(event: RunEvent, hide: Hide): RunEvent {
  switch (event.kind) {
    case 'notice':
      return { ...event, notice: redactNotice(event.notice, hide) };
    case 'stage-ended':
      return { ...event, record: redactStage(event.record, hide) };
    default:
      return event;
  }
}
