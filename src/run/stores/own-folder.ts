/**
 * The engine's own folders: the report directory, and `.stagetime` beside the definition. What stands in
 * them is believed (results, replies, a history, what was made) and written to, so that a checkout must not
 * be what brought it. On a runner they are emptied when a job first uses them. In the terminal, where they
 * are the user's, one that git tracks is not used.
 */
import { hash, randomUUID } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { temporaryPlaces } from '../../execution/files/free-space.ts';
import { LOG_FOLDER } from '../../execution/logs/stage-log.ts';
import type { Variables } from '../../execution/process/stage-environment.ts';
import { FORK_REPORT_FILE } from '../../github/fork/artifact.ts';
import { isRunner } from '../../github/runner/runner.ts';
import { trackedBelow } from '../../programs/tracked.ts';
import type { Refusal } from '../../record/facts/faults/folder-fault.ts';
import type { Notice } from '../../record/facts/notice/notice.ts';
import { HISTORY_FILE, REPORT_FILES } from '../report/report-files.ts';
import { REPLIES_FOLDER, RESULTS_FOLDER } from '../report/store-folders.ts';

/** Where a run keeps what is its own. */
export interface OwnPlace {
  readonly reportDir: string;
  /** Why nothing is reused, restored or kept; then the report directory is a new one elsewhere. */
  readonly refusal?: Refusal;
  /** A folder for caches that outlives the job, where one was given that may be used. */
  readonly cacheDir?: string;
  /** What was refused, and what was removed on a runner. */
  readonly notices: readonly Notice[];
}

/** What a run asks for. */
export interface OwnPlaceRequest {
  /** Absolute. */
  readonly reportDir: string;
  /** Where the definition lies; absolute. */
  readonly root: string;
  readonly variables: Variables;
  /** A folder for caches, absolute. */
  readonly cacheDir?: string | undefined;
  /** A history that the workflow names, which stays where it is. */
  readonly keep?: string | undefined;
}

/** Finds out whether the folders may be used; on a runner makes it so. Never rejects. */
export async function openOwnPlace(request: OwnPlaceRequest): Promise<OwnPlace> {
  const { reportDir, variables, cacheDir } = request;
  const folders = ownFolders(reportDir, request.root);
  const place = isRunner(variables)
    ? await claimAll(folders, request)
    : { refusal: await firstRefusal(folders, variables), removed: undefined };
  const { refusal, removed } = place;
  const cachesRefusal = cacheDir && (await refusalOf(cacheDir, variables, () => true));
  const notices = [
    ...noticesOf([removed], true),
    ...noticesOf([refusal, cachesRefusal || undefined], false),
  ];
  const caches = cacheDir && !cachesRefusal && { cacheDir };
  if (refusal === undefined) return { reportDir, notices, ...caches };
  const folder = await newFolder(variables);
  return {
    reportDir: folder,
    refusal,
    notices: [...notices, { kind: 'report-elsewhere', folder }],
    ...caches,
  };
}

function noticesOf(
  refusals: readonly (Refusal | undefined)[],
  isRemoved: boolean,
): readonly Notice[] {
  return refusals.flatMap(refusal =>
    refusal === undefined ? [] : [{ kind: 'folder-refused', refusal, isRemoved }],
  );
}

/** A folder that was not there before; where none can be made, that shows when the report is written. */
async function newFolder(variables: Variables): Promise<string> {
  const parents = temporaryPlaces(variables).map(place => dirname(place));
  for (const parent of parents) {
    const made = await mkdtemp(join(parent, 'stagetime-report-')).catch(() => undefined);
    if (made !== undefined) return made;
  }
  return join(tmpdir(), `stagetime-report-${randomUUID()}`);
}

/** The folders that a run believes: of the report, and beside the definition; usually they are one. */
export function ownFolders(reportDir: string, root: string): readonly string[] {
  return [...new Set([reportDir, join(root, '.stagetime')])];
}

/**
 * Why a folder must not be used, of which the paths with these names are believed; nothing where it may.
 * Never rejects.
 */
export async function refusalOf(
  folder: string,
  variables: Variables,
  isBelieved: (path: string) => boolean = isOwn,
): Promise<Refusal | undefined> {
  for (const path of [folder, ...ownLinks(folder)]) {
    const tracked = await trackedBelow(path, variables);
    switch (tracked.kind) {
      case 'unknown':
        return { why: 'git-silent', folder, cause: tracked.reason };
      case 'link':
        return { why: 'tracked', folder, path: tracked.path };
      case 'files': {
        const found = path === folder ? tracked.paths.find(isBelieved) : tracked.paths[0];
        if (found !== undefined) return { why: 'tracked', folder, path: join(path, found) };
      }
    }
  }
  return undefined;
}

/** The first refusal among several folders, such as all that a verb reads. Never rejects. */
export async function firstRefusal(
  folders: readonly string[],
  variables: Variables,
): Promise<Refusal | undefined> {
  for (const folder of folders) {
    const refusal = await refusalOf(folder, variables);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** Drafts, locks and copies stand beside the files, and begin with their names. */
const OWN_FILES = [...REPORT_FILES, FORK_REPORT_FILE, HISTORY_FILE];
const OWN_FOLDERS = new Set([
  RESULTS_FOLDER,
  REPLIES_FOLDER,
  LOG_FOLDER,
  'caches',
  'confirm',
  'made',
  'scripts',
  'staging',
]);

/** Whether the first part of a path is a name that the engine uses; some file systems ignore case. */
function isOwn(path: string): boolean {
  const [name = ''] = path.toLowerCase().split('/');
  return OWN_FOLDERS.has(name) || OWN_FILES.some(file => name.startsWith(file));
}

/** Links in the folder where the engine's own would stand. */
function ownLinks(folder: string): readonly string[] {
  return entriesIn(folder).flatMap(entry =>
    isOwn(entry.name) && entry.isSymbolicLink() ? [join(folder, entry.name)] : [],
  );
}

function entriesIn(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

interface Claimed {
  readonly refusal: Refusal | undefined;
  /** What was refused, and is empty now. */
  readonly removed: Refusal | undefined;
}

async function claimAll(
  folders: readonly string[],
  { variables, keep }: OwnPlaceRequest,
): Promise<Claimed> {
  let removed: Refusal | undefined;
  for (const folder of folders) {
    const refusal = await refusalOf(folder, variables);
    // Through a link that leads out of the checkout nothing is removed either.
    if (refusal?.why === 'tracked' && !isWithinFolder(refusal.path, folder)) {
      return { refusal, removed };
    }
    removed = refusal ?? removed;
    try {
      claim(folder, refusal === undefined, { variables, keep });
    } catch (error) {
      const { message: cause } = error as Error;
      return { refusal: { why: 'not-removable', folder, cause }, removed };
    }
  }
  return { refusal: undefined, removed };
}

function isWithinFolder(path: string, folder: string): boolean {
  return path === folder || path.startsWith(join(folder, '/'));
}

/**
 * Makes the folder the job's own: what an earlier step of the same job left there stays, but for its
 * report; all else of the engine's names goes, and links with it.
 */
function claim(
  folder: string,
  isClean: boolean,
  { variables, keep }: Pick<OwnPlaceRequest, 'variables' | 'keep'>,
): void {
  const isMine = isClean && isClaimed(folder, variables);
  if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() === false) rmSync(folder);
  for (const { name } of entriesIn(folder)) {
    const path = join(folder, name);
    const isOfRun = !isOfHistory(name) && !OWN_FOLDERS.has(name);
    // Runs that wait beside a history come with it.
    const isKept =
      isClean &&
      keep !== undefined &&
      (path === resolve(keep) || path.startsWith(`${resolve(keep)}.`));
    if (isOwn(name) && !isKept && (!isMine || isOfRun || name === LOG_FOLDER)) {
      rmSync(path, { recursive: true, force: true });
    }
  }
  stamp(folder, variables);
}

/** A history, and what is kept beside it. */
function isOfHistory(name: string): boolean {
  return name === HISTORY_FILE || name.startsWith(`${HISTORY_FILE}.`);
}

/** What has no stamp is emptied by the next step too, so that a full disk does no more harm. */
function stamp(folder: string, variables: Variables): void {
  try {
    mkdirSync(folder, { recursive: true });
    const claimFile = claimOf(folder, variables);
    if (claimFile !== undefined) writeFileSync(claimFile, stampOf(folder));
  } catch {
    // Nothing that was not emptied is believed either way.
  }
}

/** The job's temporary folder is emptied before and after each job, and no checkout writes there. */
function claimOf(folder: string, { RUNNER_TEMP: temp }: Variables): string | undefined {
  if (temp === undefined || temp === '') return undefined;
  return join(temp, `stagetime-${hash('sha256', folder).slice(0, 16)}`);
}

function isClaimed(folder: string, variables: Variables): boolean {
  const file = claimOf(folder, variables);
  try {
    return file !== undefined && readFileSync(file, 'utf8') === stampOf(folder);
  } catch {
    return false;
  }
}

/** Tells the folder from every other that ever stood at its path. */
function stampOf(folder: string): string {
  const { dev, ino, birthtimeNs } = lstatSync(folder, { bigint: true });
  return [dev, ino, birthtimeNs].join();
}
