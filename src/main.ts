/** The Action's entry. The only place that fails the job. */
import { notice, setFailed } from '@actions/core';
import { runAction } from './action/main-step.ts';
import { outliveFaults } from './run/last-resort.ts';

outliveFaults(notice);

const failure = await runAction().catch(
  (error: Error) => `Stagetime itself failed: ${error.stack}`,
);
if (failure !== undefined) setFailed(failure);
// A client of the runner's services may keep a timer or a connection that would hold up the job.
process.exit();
