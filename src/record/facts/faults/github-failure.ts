/** Why something was not had from GitHub, and what was wrong with what was. */
import * as v from 'valibot';
import { freeText, structure } from '../free-text.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Why a request came to nothing. */
export const gitHubFailure = v.variant('kind', [
  v.object({ kind: v.literal('no-token') }),
  /** What was to be `owner/name`. */
  v.object({ kind: v.literal('bad-repository'), written: structure }),
  v.object({ kind: v.literal('no-answer'), said: freeText }),
  /** Too many requests were sent. */
  v.object({ kind: v.literal('limit'), status: count }),
  v.object({ kind: v.literal('bad-token') }),
  v.object({ kind: v.literal('forbidden'), said: freeText }),
  v.object({ kind: v.literal('server-error'), status: count }),
  v.object({ kind: v.literal('refused'), status: count, said: freeText }),
]);

/** Why there is no comment. */
export const commentFault = v.variant('why', [
  v.object({ why: v.literal('github'), failure: gitHubFailure }),
  /** Other runs kept changing it. */
  v.object({ why: v.literal('contended') }),
  /** So many pipelines have a comment there. */
  v.object({ why: v.literal('too-many'), pipelines: count }),
]);

/** Why the report of a run of a fork is not believed. */
const forkReportFault = v.variant('why', [
  v.object({ why: v.literal('too-large') }),
  v.object({ why: v.literal('not-json') }),
  /** Deeper, longer or more than a report is. */
  v.object({ why: v.literal('out-of-bounds') }),
  v.object({ why: v.literal('bad-value'), place: v.optional(freeText) }),
  v.object({ why: v.literal('other-commit') }),
  v.object({ why: v.literal('other-repository') }),
  /** About another pipeline or job than the artifact's name says. */
  v.object({ why: v.literal('other-job') }),
  v.object({ why: v.literal('bad-archive'), cause: freeText }),
]);

/** Why nothing is said of a run of a fork, or of one of its jobs. */
export const forkFault = v.variant('why', [
  v.object({ why: v.literal('github'), failure: gitHubFailure }),
  v.object({ why: v.literal('no-triggering-run') }),
  /** The run was not of a pull request. */
  v.object({ why: v.literal('other-event'), event: freeText }),
  v.object({ why: v.literal('head-gone') }),
  v.object({ why: v.literal('no-pull-request') }),
  v.object({ why: v.literal('several-pull-requests') }),
  v.object({ why: v.literal('no-artifact') }),
  v.object({ why: v.literal('nothing-to-say') }),
  v.object({ why: v.literal('twin-artifacts'), name: freeText }),
  v.object({ why: v.literal('expired') }),
  v.object({ why: v.literal('large-artifact') }),
  v.object({ why: v.literal('bad-report'), fault: forkReportFault }),
  v.object({ why: v.literal('more-reports'), count }),
  v.object({ why: v.literal('not-written'), cause: freeText }),
  v.object({ why: v.literal('not-uploaded'), cause: freeText }),
  /** The artifact was not taken in that time. */
  v.object({ why: v.literal('late'), limitMs: v.number() }),
]);

export type GitHubFailure = v.InferOutput<typeof gitHubFailure>;
export type CommentFault = v.InferOutput<typeof commentFault>;
export type ForkReportFault = v.InferOutput<typeof forkReportFault>;
export type ForkFault = v.InferOutput<typeof forkFault>;
