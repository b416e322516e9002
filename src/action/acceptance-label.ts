/** Slowdowns that people accept with a label on the pull request. */
import { readLabels } from '../github/labels.ts';
import type { RunnerContext } from '../github/runner/runner.ts';
import type { Accepted } from '../record/facts/verdict-ground.ts';
import type { Acceptance } from '../run/judging/compare-run.ts';
import { sayNotices } from './say.ts';

/** Whoever may label a pull request accepts its slowdowns with it. */
export const ACCEPT_LABEL = 'stagetime: accept-slowdown';

/** Looks for the label when it is first asked. */
export function acceptanceByLabel(runner: RunnerContext): Acceptance {
  let found: Promise<Accepted | undefined> | undefined;
  return () => {
    found ??= findLabel(runner);
    return found;
  };
}

async function findLabel({ event, connect }: RunnerContext): Promise<Accepted | undefined> {
  const pullRequest = event.pull_request?.number;
  if (pullRequest === undefined) return undefined;
  const client = await connect();
  const labels = client.ok ? await readLabels(client.value, pullRequest) : client;
  if (!labels.ok) {
    sayNotices({ kind: 'labels-unread', failure: labels.failure.why });
    return undefined;
  }
  return labels.value.includes(ACCEPT_LABEL) ? { kind: 'label', label: ACCEPT_LABEL } : undefined;
}
