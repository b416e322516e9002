/**
 * What an entry of a user's cache says of itself: a file of ours among the user's. It tells what the
 * entry was made from, also where a beginning of a key led to it. It comes from a cache, so it is
 * data to be judged.
 */
import { lstatSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { openUnfollowed } from './files/open-nofollow.ts';
import type { FileTimes } from './files/tree-state.ts';
import type { CacheKeyParts } from './keys.ts';
import { ownFolder } from './presets.ts';

/** Largest that is read, in bytes: some 500,000 files. */
const LARGEST = 64 << 20;

const text = v.string();
const texts = v.record(text, text);

const manifestSchema = v.object({
  schema: v.literal(1),
  parts: v.object({
    cache: text,
    platform: text,
    paths: v.array(text),
    tools: texts,
    own: v.exactOptional(text),
    settings: texts,
    inputs: v.array(
      v.variant('kind', [
        v.object({ kind: v.literal('file'), path: text, executable: v.boolean(), hash: text }),
        v.object({
          kind: v.literal('link'),
          path: text,
          target: text,
          hash: v.exactOptional(text),
        }),
      ]),
    ),
  }),
  /** Of what the entry holds for the user, as `contentHash` makes it. */
  content: text,
  times: v.record(text, v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
});

/** What an entry was made from, and what it holds for the user. */
export interface Manifest {
  readonly parts: CacheKeyParts;
  readonly content: string;
  readonly times: FileTimes;
}

/** The manifest of what was restored for a cache; none where it cannot be made sense of. */
export function readManifest(root: string, cache: string): Manifest | undefined {
  try {
    const opened = openUnfollowed(manifestFile(root, cache));
    if (opened === 'link') return undefined;
    using file = opened;
    if (file.size > LARGEST) return undefined;
    const buffer = Buffer.allocUnsafe(file.size);
    const json = buffer.toString('utf8', 0, file.read(buffer));
    const parsed = v.safeParse(manifestSchema, JSON.parse(json));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

/** Writes the manifest to where it is kept with the cache; throws what the system says. */
export function writeManifest(root: string, { parts, ...held }: Manifest): void {
  makeOwnFolder(root, parts.cache);
  const file = manifestFile(root, parts.cache);
  rmSync(file, { recursive: true, force: true });
  // What was restored may have put a link there again, for which this fails.
  writeFileSync(file, JSON.stringify({ schema: 1, parts, ...held }), { flag: 'wx' });
}

/** Makes our folder of a cache; in place of a link, through which nothing is written. */
export function makeOwnFolder(root: string, cache: string, child = '.'): string {
  const own = join(root, ownFolder(cache));
  const folder = join(own, child);
  for (const path of [own, folder]) {
    const there = lstatSync(path, { throwIfNoEntry: false });
    if (there !== undefined && !there.isDirectory()) rmSync(path);
    mkdirSync(path, { recursive: true });
  }
  return folder;
}

function manifestFile(root: string, cache: string): string {
  return join(root, ownFolder(cache), 'entry.json');
}
