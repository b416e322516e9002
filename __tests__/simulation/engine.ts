/** What of the engine runs on a simulated machine: this and all it imports is built against its modules. */
export { endLeft } from '../../src/execution/guardian/left.ts';
export { newRunMark } from '../../src/execution/process/run-mark.ts';
export { readRunner } from '../../src/github/runner/runner.ts';
export { readLeg } from '../../src/record/job.ts';
export { openLocks } from '../../src/run/folder-lock.ts';
export { runWhateverHappens } from '../../src/run/last-resort.ts';
export { runRepeatedly } from '../../src/run/repeat.ts';
export { run } from '../../src/run/run.ts';
