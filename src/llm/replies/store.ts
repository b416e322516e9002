/**
 * Stored replies in a folder, one file each:
 *
 *     v1/ab/<key>.json    an entry; `ab` are the first letters of its key
 *     temp/               what is being written
 *
 * Entries appear whole or not at all, so the folder can be saved at any moment, also after a kill. Any
 * number of processes may use one folder.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openUnfollowed } from '../../caching/files/open-nofollow.ts';
import { removeOlder } from '../../caching/files/staging.ts';
import type { OnNotice } from '../../record/facts/notice/notice.ts';
import { decodeEntry, encodeEntry, type StoredReply } from './entry.ts';

export interface ReplyStoreOptions {
  /** Made when something is first stored. */
  readonly folder: string;
  /** Nothing is written, touched or removed. */
  readonly readOnly: boolean;
  /** Most that all entries may take. */
  readonly maxBytes: number;
  /** What was not used for longer goes. */
  readonly maxUnusedMs: number;
  /** A reply in which one of these stands is not stored. */
  readonly secrets?: readonly string[];
  /** Told what was found damaged or could not be done. */
  readonly onNotice: OnNotice;
}

export type PutResult = 'stored' | 'read-only' | 'secret-inside' | 'write-failed';

export interface ReplyStore {
  get(key: string): StoredReply | undefined;
  /** Stores the reply in place of what may stand there. */
  put(key: string, reply: StoredReply): Promise<PutResult>;
  /** How many replies were stored. */
  readonly stored: number;
  /** Waits for what is under way. */
  close(): Promise<void>;
}

/** Folder of what is being written. */
export const DRAFTS = 'temp';
/** How far a full store is emptied, so that not every reply stored in it has to make room. */
const KEPT_SHARE = 0.9;
/** Drafts of processes that died are removed after this time, in ms. */
const ABANDONED_AFTER_MS = 3600 * 1000;
/** Larger files are not ours: text in JSON takes up to six times its bytes. */
const LARGEST_FILE = 64 << 20;
const ENTRY = /^([0-9a-f]{64})\.json$/;

interface Kept {
  readonly bytes: number;
  /** Since 1970. */
  readonly usedMs: number;
}

/** A store of replies; nothing is read or written before the first request. */
export function createReplyStore(options: ReplyStoreOptions): ReplyStore {
  return new FolderStore(options);
}

class FolderStore implements ReplyStore {
  readonly #options: ReplyStoreOptions;
  readonly #pending = new Set<Promise<unknown>>();
  /** What is being written counts as stored: a client may ask again before the file is there. */
  readonly #writing = new Map<string, StoredReply>();
  readonly #remembered = createMemory(REMEMBERED_BYTES);
  #stored = 0;
  /** Kept from the first write on: before, the store cannot have grown. */
  #index: Promise<Map<string, Kept>> | undefined;

  constructor(options: ReplyStoreOptions) {
    this.#options = options;
  }

  get stored(): number {
    return this.#stored;
  }

  get(key: string): StoredReply | undefined {
    const unwritten = this.#writing.get(key) ?? this.#remembered.get(key);
    if (unwritten !== undefined) return unwritten;
    const { readOnly, onNotice } = this.#options;
    const found = readEntry(this.#file(key), key);
    if (found === 'none') return undefined;
    if (found === 'damaged') {
      onNotice({ kind: 'llm-reply-damaged', isRemoved: !readOnly });
      if (!readOnly) this.#inBackground(this.#remove(key));
      return undefined;
    }
    if (!readOnly) this.#inBackground(this.#use(key));
    return found;
  }

  async put(key: string, reply: StoredReply): Promise<PutResult> {
    const { readOnly, secrets = [] } = this.#options;
    const body = Buffer.concat(reply.chunks);
    const hasSecret = secrets.some(secret => body.includes(secret));
    if (readOnly || hasSecret) {
      this.#remembered.set(key, reply);
      return readOnly ? 'read-only' : 'secret-inside';
    }
    this.#writing.set(key, reply);
    const done = this.#store(key, reply).finally(() => this.#writing.delete(key));
    this.#inBackground(done);
    return done;
  }

  async close(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }

  #file(key: string): string {
    return entryFile(this.#options.folder, key);
  }

  /** What may go wrong here costs nothing but the entry. */
  #inBackground(task: Promise<unknown>): void {
    const settled = task.catch(() => undefined).finally(() => this.#pending.delete(settled));
    this.#pending.add(settled);
  }

  async #remove(key: string): Promise<void> {
    (await this.#index)?.delete(key);
    await rm(this.#file(key), { recursive: true, force: true });
  }

  async #use(key: string): Promise<void> {
    const now = new Date();
    await utimes(this.#file(key), now, now);
    const kept = await this.#index;
    const entry = kept?.get(key);
    if (entry !== undefined) kept?.set(key, { ...entry, usedMs: now.getTime() });
  }

  async #store(key: string, reply: StoredReply): Promise<'stored' | 'write-failed'> {
    try {
      await this.#write(key, reply);
      this.#stored += 1;
      return 'stored';
    } catch (error) {
      const cause = (error as Error).message;
      this.#options.onNotice({ kind: 'fault', of: 'llm-reply', cause });
      this.#remembered.set(key, reply);
      return 'write-failed';
    }
  }

  async #write(key: string, reply: StoredReply): Promise<void> {
    const { folder } = this.#options;
    this.#index ??= openIndex(folder);
    const kept = await this.#index;
    const text = encodeEntry(key, reply);
    await writeEntry(folder, this.#file(key), text);
    kept.set(key, { bytes: Buffer.byteLength(text), usedMs: Date.now() });
    const leaving = superfluous(kept, this.#options, Date.now());
    await Promise.all(leaving.map(one => this.#remove(one)));
  }
}

/** Writes beside and moves into place, so that an entry appears whole or not at all. */
async function writeEntry(folder: string, file: string, text: string): Promise<void> {
  const drafts = join(folder, DRAFTS);
  await mkdir(drafts, { recursive: true, mode: 0o700 });
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const draft = join(drafts, randomUUID());
  try {
    await writeFile(draft, text, { mode: 0o600, flag: 'wx' });
    await rename(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
}

/** Most of the replies that are remembered but not stored, in bytes. */
const REMEMBERED_BYTES = 64 << 20;

/** Replies that may not be kept, for as long as the run lasts: a stage that starts again asks again. */
function createMemory(maxBytes: number) {
  const replies = new Map<string, StoredReply>();
  let bytes = 0;
  const sizeOf = (chunks: readonly Buffer[] = []): number =>
    chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  return {
    get: (key: string): StoredReply | undefined => replies.get(key),
    set(key: string, reply: StoredReply): void {
      bytes += sizeOf(reply.chunks) - sizeOf(replies.get(key)?.chunks);
      replies.set(key, reply);
      // The oldest go first.
      for (const [oldest, { chunks }] of replies) {
        if (bytes <= maxBytes) break;
        bytes -= sizeOf(chunks);
        replies.delete(oldest);
      }
    },
  };
}

function entryFile(folder: string, key: string): string {
  return join(folder, 'v1', key.slice(0, 2), `${key}.json`);
}

function readEntry(file: string, key: string): StoredReply | 'none' | 'damaged' {
  try {
    // Read synchronously: a small file takes less time than handing it to another thread.
    const opened = openUnfollowed(file);
    if (opened === 'link') return 'damaged';
    using entry = opened;
    if (entry.size > LARGEST_FILE) return 'damaged';
    const bytes = Buffer.allocUnsafe(entry.size);
    return decodeEntry(key, bytes.toString('utf8', 0, entry.read(bytes))) ?? 'damaged';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'none' : 'damaged';
  }
}

async function openIndex(folder: string): Promise<Map<string, Kept>> {
  await removeOlder(join(folder, DRAFTS), ABANDONED_AFTER_MS);
  const index = new Map<string, Kept>();
  const root = join(folder, 'v1');
  for (const group of await readdir(root).catch(() => [])) {
    const names = await readdir(join(root, group)).catch(() => []);
    const found = await Promise.all(
      names.map(async name => {
        const key = ENTRY.exec(name)?.[1];
        const file = await stat(join(root, group, name)).catch(() => undefined);
        return key === undefined || file === undefined ? [] : [{ key, file }];
      }),
    );
    for (const { key, file } of found.flat()) {
      index.set(key, { bytes: file.size, usedMs: file.mtimeMs });
    }
  }
  return index;
}

/** Keys to remove: what was not used for long; over the bound, then what was used longest ago. */
function superfluous(
  index: ReadonlyMap<string, Kept>,
  { maxBytes, maxUnusedMs }: ReplyStoreOptions,
  now: number,
): readonly string[] {
  const byUse = [...index].sort(([, a], [, b]) => a.usedMs - b.usedMs);
  let total = byUse.reduce((sum, [, { bytes }]) => sum + bytes, 0);
  const target = total > maxBytes ? maxBytes * KEPT_SHARE : total;
  return byUse.flatMap(([key, { bytes, usedMs }]) => {
    if (now - usedMs <= maxUnusedMs && total <= target) return [];
    total -= bytes;
    return [key];
  });
}
