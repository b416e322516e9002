/** How a reader sees the same on their own machine. */
import { movesOf } from '../analysis/slowdowns.ts';
import type { RunRecord } from '../record/run-record.ts';
import { hasFailed } from '../record/status.ts';

/** A command line, and what it is for. */
export interface ReproductionStep {
  readonly command: string;
  readonly purpose: string;
}

/** Nothing else is offered for copying: a record may come from anywhere. */
const SAFE_ID = /^[a-z0-9][\w.-]{0,60}$/i;
const SAFE_SHA = /^[0-9a-f]{40}$/;
const MOST_STAGES = 5;

/** The commands for the stages that failed or got slower, the gravest first; for the whole run where none did. */
export function reproduction(record: RunRecord): readonly ReproductionStep[] {
  if (record.status === 'running') return [];
  const found = [
    ...record.stages.filter(hasFailed),
    ...movesOf(record, 'regressed'),
    ...movesOf(record, 'suspected'),
  ].map(({ id }) => id);
  const ids = [...new Set(found)].filter(id => SAFE_ID.test(id)).slice(0, MOST_STAGES);
  const { sha = '' } = record.run;
  const [first] = ids;
  return [
    ...(SAFE_SHA.test(sha)
      ? [{ command: `git checkout ${sha}`, purpose: 'the commit that was run' }]
      : []),
    first === undefined
      ? { command: 'stagetime run --force', purpose: 'every stage, whatever results are stored' }
      : {
          command: `stagetime run --force --only ${ids.join(',')}`,
          purpose: 'these stages, whatever results are stored',
        },
    ...(first === undefined
      ? []
      : [{ command: `stagetime explain ${first}`, purpose: 'what decides that it runs' }]),
  ];
}
