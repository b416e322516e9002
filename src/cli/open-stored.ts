/** What a verb that only looks finds stored. */
import { resolve } from 'node:path';
import { type CacheStore, NOTHING_STORED } from '../caching/store.ts';
import { resolveReportDir } from '../execution/environment.ts';
import { refusalWords } from '../reporting/words/facts/folder-fault.ts';
import { resultStore } from '../run/stores/cache-stores.ts';
import { firstRefusal, ownFolders, refusalOf } from '../run/stores/own-folder.ts';
import type { Options } from './command-line/arguments.ts';
import type { Print } from './command-line/console.ts';

/** The folders of earlier runs, as far as they may be believed. */
export interface Stored {
  /** Absolute. */
  readonly reportDir: string;
  /** The engine's own folders are not believed: no history, nothing that stages made. */
  readonly isRefused: boolean;
  /** Empty where its folder is not believed. */
  readonly store: CacheStore;
}

/** Opens them, and prints why one is refused. */
export async function openStored(
  options: Pick<Options, 'reportDir' | 'cacheDir'>,
  root: string,
  print: Print,
): Promise<Stored> {
  const cwd = process.cwd();
  const reportDir = resolveReportDir(cwd, options.reportDir);
  const cacheDir = options.cacheDir && resolve(cwd, options.cacheDir);
  const refusal = await firstRefusal(ownFolders(reportDir, root), process.env);
  const cachesRefusal = cacheDir ? await refusalOf(cacheDir, process.env, () => true) : undefined;
  for (const found of [refusal, cachesRefusal]) {
    if (found !== undefined) print.error(`Notice: ${refusalWords(found)}\n`);
  }
  // As a run does: without the folder that was given, the report directory is used.
  const parent = cachesRefusal === undefined ? cacheDir : undefined;
  const store = refusal === undefined ? resultStore(parent ?? reportDir) : NOTHING_STORED;
  return { reportDir, isRefused: refusal !== undefined, store };
}
