/**
 * The sticky comment: one a pull request and pipeline, found again by its hidden marker and its author,
 * and edited in place. Any number of jobs and runs may be at it at once.
 */
import type { CommentFault } from '../../record/facts/faults/github-failure.ts';
import { attempt, type Failure } from '../client.ts';
import {
  type CommentPlace,
  create,
  findOurs,
  hasAnotherHead,
  hasChanged,
  type Ours,
  type Posted,
  plain,
  remove,
  update,
} from './requests.ts';
import {
  composeBody,
  makeSection,
  type NewSection,
  readSections,
  type Section,
  type SectionWords,
  say,
  unite,
} from './sections.ts';

/** When there is a comment. */
export type CommentMode =
  /** A first one when there is something to say; from then on it is kept true. */
  | 'auto'
  /** From the first run on, and kept true. */
  | 'always'
  /** A first one when there is something to say; edited when the gist differs, not for other numbers. */
  | 'on-change'
  | 'never';

export interface CommentRequest extends CommentPlace {
  /** What there is to say: one a job, at least one. All are about the same head of the pull request. */
  readonly sections: readonly NewSection[];
  readonly words: SectionWords;
  readonly mode: CommentMode;
}

/** What became of the comment. */
export type CommentOutcome =
  | { readonly kind: 'created' | 'updated' | 'unchanged'; readonly url: string }
  /** A newer run was faster: its comment stands. */
  | { readonly kind: 'superseded'; readonly url: string }
  /** No comment, and none is called for. */
  | { readonly kind: 'not-wanted' }
  | { readonly kind: 'failed'; readonly fault: CommentFault };

/**
 * GitHub cannot edit "only if unchanged", so a job that edits looks again after this: longer than the
 * moment between another job's look and its edit, which may have been of an older state.
 */
const SETTLE_MS = 1_000;

/** Looks at most; of changes that collide one lasts, so that many jobs may be at it at once. */
const MOST_LOOKS = 80;
/** After each collision a job waits for up to twice as long, so that not all of them meet again. */
const LONGEST_PAUSE_MS = 8_000;

/** Looks for a comment that GitHub took and does not list; as many seconds. */
const MOST_UNSEEN = 3;

/**
 * Comments of ours that a pull request gets at most: the name of a pipeline is whatever its definition
 * says, in a fork too, where a new one with every run would fill the page.
 */
const MOST_PIPELINES = 20;

/**
 * Brings the comment up to date: looks, changes what is not so, and looks again until nothing has to
 * be changed. What other jobs say stays; of one that wrote at the same moment and was overwritten, the next
 * look finds its section missing and puts it back. Of two comments the older takes in the sections of the
 * other, which is then deleted: all jobs choose the same one. Never throws.
 *
 * A job whose text is the one that stands there already writes nothing, not even its stamp. So that a
 * run which is older than it, but newer than the stamp, does not replace the comment, a run edits only
 * while the pull request's head is the commit that it is about.
 */
export async function syncComment(request: CommentRequest): Promise<CommentOutcome> {
  if (request.mode === 'never') return { kind: 'not-wanted' };
  const sync: Sync = {
    request,
    news: request.sections.map(makeSection),
    done: 'unchanged',
    unseen: 0,
    failedEdits: 0,
    collisions: 0,
    isRested: false,
  };
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    const outcome = await changeOnce(sync);
    if (outcome !== undefined) return outcome;
  }
  return sync.lost === undefined ? failed({ why: 'contended' }) : refused(sync.lost);
}

/** One job at its comment. */
interface Sync {
  readonly request: CommentRequest;
  readonly news: readonly Section[];
  done: 'created' | 'updated' | 'unchanged';
  /** The comment that GitHub said it took or changed. */
  written?: { readonly url: string };
  posted?: Posted;
  /** A comment that was sent, and that GitHub did not say it took. */
  lost?: Failure;
  unseen: number;
  failedEdits: number;
  /** So often what was written is gone: others are at it too. */
  collisions: number;
  /** It has waited since the last of them. */
  isRested: boolean;
}

/** Looks, and changes what is not so; gives the outcome where nothing is left to be done. */
async function changeOnce(sync: Sync): Promise<CommentOutcome | undefined> {
  const { request } = sync;
  const { clock } = request.client;
  const look = await attempt(() => findOurs(request, sync.posted?.author));
  if (!look.ok) {
    return sync.written ? { kind: sync.done, url: sync.written.url } : refused(look.failure);
  }
  const { pipelines, comments } = look.value;
  if (comments.length === 0 && sync.posted !== undefined) {
    // The list is behind; or somebody deleted it at once, who does not want it back.
    if (sync.unseen === MOST_UNSEEN) return { kind: sync.done, url: sync.posted.url };
    sync.unseen += 1;
    await clock.wait(SETTLE_MS);
    return undefined;
  }
  const next = nextStep(request, sync.news, comments);
  switch (next.kind) {
    case 'as-it-should-be':
      await remove(request.client, next.others);
      return { kind: next.isSuperseded ? 'superseded' : sync.done, url: next.url };
    case 'not-wanted':
      return { kind: 'not-wanted' };
    case 'create':
      if (pipelines >= MOST_PIPELINES) {
        return failed({ why: 'too-many', pipelines });
      }
      return createComment(sync, next.body);
    case 'update':
      if (sync.written !== undefined && next.isShared && !sync.isRested) return rest(sync);
      sync.isRested = false;
      return updateComment(sync, next);
  }
}

async function rest(sync: Sync): Promise<undefined> {
  sync.collisions += 1;
  sync.isRested = true;
  const longestMs = Math.min(LONGEST_PAUSE_MS, SETTLE_MS * 2 ** sync.collisions);
  await sync.request.client.clock.wait(Math.random() * longestMs);
}

async function createComment(sync: Sync, body: string): Promise<CommentOutcome | undefined> {
  const created = await create(sync.request, body);
  if (!created.ok && !created.failure.mayHaveHappened) return refused(created.failure);
  sync.done = 'created';
  if (created.ok) {
    sync.posted = created.value;
    sync.written = created.value;
  } else {
    sync.lost = created.failure;
    await sync.request.client.clock.wait(SETTLE_MS);
  }
  return undefined;
}

async function updateComment(
  sync: Sync,
  { comment, others, body, isShared }: Extract<Step, { kind: 'update' }>,
): Promise<CommentOutcome | undefined> {
  const { client } = sync.request;
  const sha = sync.news[0]?.sha ?? '';
  if (await hasAnotherHead(sync.request, sha)) return { kind: 'superseded', url: comment.url };
  if (isShared && (await hasChanged(client, comment))) return undefined;
  const edited = await update(sync.request, comment, body);
  if (sync.done === 'unchanged') sync.done = 'updated';
  // Deleted since the look.
  if (edited.ok || edited.failure.status === 404) {
    if (edited.ok) {
      sync.written = comment;
      // What they said stands in this one now.
      await remove(client, others);
    }
    await client.clock.wait(SETTLE_MS);
    return undefined;
  }
  sync.failedEdits += 1;
  const mayTryAgain = await client.pause(edited.failure, sync.failedEdits);
  return mayTryAgain ? undefined : refused(edited.failure);
}

type Step =
  | { readonly kind: 'not-wanted' }
  | {
      readonly kind: 'as-it-should-be';
      readonly url: string;
      readonly isSuperseded: boolean;
      readonly others: readonly Ours[];
    }
  | { readonly kind: 'create'; readonly body: string }
  | {
      readonly kind: 'update';
      readonly comment: Ours;
      readonly others: readonly Ours[];
      readonly body: string;
      /** Other jobs write there too. */
      readonly isShared: boolean;
    };

function nextStep(
  { mode, words }: CommentRequest,
  news: readonly Section[],
  [comment, ...others]: readonly Ours[],
): Step {
  const always = mode === 'always';
  if (comment === undefined) {
    const first = news.filter(({ isWorthSaying }) => always || isWorthSaying);
    return first.length === 0
      ? { kind: 'not-wanted' }
      : { kind: 'create', body: composeBody(first, words) };
  }
  const there = unite([comment, ...others].map(one => readSections(one.body)));
  const care = mode === 'on-change' ? 'gist' : 'body';
  const { sections, isSuperseded } = say(there, news, { care, always });
  const body = composeBody(sections, words);
  if (plain(body) === plain(comment.body) || (isSuperseded && others.length === 0)) {
    return { kind: 'as-it-should-be', url: comment.url, isSuperseded, others };
  }
  const isShared = sections.length > news.length;
  return { kind: 'update', comment, others, body, isShared };
}

function failed(fault: CommentFault): CommentOutcome {
  return { kind: 'failed', fault };
}

function refused({ why: failure }: Failure): CommentOutcome {
  return failed({ why: 'github', failure });
}
