/** The Action's last word: if main did not finish, what it left behind is published. Never fails a job. */
import { notice } from '@actions/core';
import { finishForMain } from './action/post-step.ts';
import { outliveFaults } from './run/last-resort.ts';

outliveFaults(notice);
await finishForMain().catch((error: Error) => notice(`not all was published: ${error.message}`));
process.exit(0);
