/** What happens in a run, handed to whoever shows it; and what was lost, kept for the record. */
import { withoutSecrets } from '../execution/events/redact-events.ts';
import type { Listener } from '../execution/events/run-events.ts';
import type { Redactor } from '../execution/redaction/redactor.ts';
import { type Notice, noticeKey } from '../record/facts/notice/notice.ts';

/** The events of one run. */
export interface RunEvents {
  readonly emit: Listener;
  readonly onNotice: (notice: Notice) => void;
  /** All notices so far, each once. */
  notices(): readonly Notice[];
  /** Who hears of what happens from now on; what they throw becomes a notice. */
  listenWith(listeners: readonly Listener[]): void;
}

/** Nobody listens at first. */
export function createRunEvents(redactor: Redactor): RunEvents {
  const notices = new Map<string, Notice>();
  let listeners: readonly Listener[] = [];

  const emit: Listener = event => {
    if (event.kind === 'notice') {
      // What befalls every stage is said once.
      const key = noticeKey(event.notice);
      if (notices.has(key)) return;
      notices.set(key, event.notice);
    }
    for (const listener of listeners) {
      try {
        listener(withoutSecrets(event, redactor));
      } catch (error) {
        // Who cannot show what happens must not change what happens.
        const { message: cause } = error as Error;
        const notice: Notice = { kind: 'fault', of: 'live-output', cause };
        notices.set(noticeKey(notice), notice);
      }
    }
  };

  return {
    emit,
    onNotice: notice => emit({ kind: 'notice', notice }),
    notices: () => [...notices.values()],
    listenWith(given) {
      listeners = given;
    },
  };
}
