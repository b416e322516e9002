/** How a reader sees the same on their own machine. */
import { movesOf } from '../../analysis/verdict/changes.ts';
import { LOCAL_EVENT } from '../../record/job.ts';
import type { RunRecord } from '../../record/run-record.ts';
import { hasFailed } from '../../record/status.ts';

/** A command line, and what it is for. */
export interface ReproductionStep {
  readonly command: string;
  readonly purpose: string;
}

/** Nothing else is offered for copying: a record may come from anywhere. */
const SAFE_ID = /^[a-z0-9][\w.-]{0,60}$/i;
const SAFE_SHA = /^[0-9a-f]{40}$/;
const SAFE_FILE = /^[a-z0-9.][\w.-]{0,100}(?:\/[\w.-]{1,100}){0,8}$/i;
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
  const { sha = '', event } = record.run;
  const { file } = record.pipeline;
  if (file !== undefined && !SAFE_FILE.test(file)) return [];
  const definition = file === undefined ? '' : ` ${file}`;
  const [first] = ids;
  return [
    // In a terminal what ran is what lies there, committed or not.
    ...(SAFE_SHA.test(sha) && event !== LOCAL_EVENT ? checkout(sha) : []),
    first === undefined
      ? {
          command: `stagetime run${definition} --force`,
          purpose: 'every stage, whatever results are stored',
        }
      : {
          command: `stagetime run${definition} --force --only ${ids.join(',')}`,
          purpose: 'these stages, whatever results are stored',
        },
    ...(first === undefined
      ? []
      : [
          {
            command: `stagetime explain ${first}${definition}`,
            purpose: 'what decides that it runs',
          },
        ]),
  ];
}

/**
 * A clone has neither the merge that GitHub makes of a pull request nor a fork's commits, and maybe not yet
 * what was pushed: GitHub gives all of them by their hash, in clones of forks as well.
 */
function checkout(sha: string): readonly ReproductionStep[] {
  return [
    { command: `git fetch origin ${sha}`, purpose: 'a clone may not have it yet' },
    { command: `git checkout --detach ${sha}`, purpose: 'the commit that was run' },
  ];
}
