/** A layer as steps on the machine: what is moved as a whole, and what is done to what stays. */

import type { Former, LayerEntry } from '../layer/manifest.ts';
import { splitPath } from '../system/folders.ts';
import type { Member } from '../system/tar.ts';

type FolderEntry = Extract<LayerEntry, { kind: 'folder' }>;
type Gone = Extract<LayerEntry, { kind: 'gone' }>;

/** Something new, with all that is in it. */
export interface Placed {
  readonly path: string;
  /** What it takes the place of. */
  readonly was: Former | null;
  /** Its name in the staging place. */
  readonly staged: string;
}

export interface Plan {
  readonly placed: readonly Placed[];
  /** Folders that stay, with what they are to be like. */
  readonly folders: readonly FolderEntry[];
  /** What goes, with all that was in it. */
  readonly removed: readonly Gone[];
  /** What tar makes in the staging place, in the order of the manifest's content. */
  readonly members: readonly Member[];
}

/** Sorts a manifest's entries into steps; they are sorted by path. */
export function planOf(entries: readonly LayerEntry[]): Plan {
  const placed: Placed[] = [];
  const folders: FolderEntry[] = [];
  const removed: Gone[] = [];
  const members: Member[] = [];
  /** Where the entries that are made are in the staging place. */
  const staged = new Map<string, string>();
  /** Entries that are no more, or not what they were: what was in them goes with them. */
  const replaced = new Set<string>();
  for (const entry of entries) {
    const { path } = entry;
    const { folder, name } = splitPath(path);
    if (entry.kind === 'gone') {
      if (!replaced.has(folder)) removed.push(entry);
      replaced.add(path);
      continue;
    }
    if (entry.kind === 'folder' && entry.was?.kind === 'folder') {
      folders.push(entry);
      continue;
    }
    const above = staged.get(folder);
    const place = above === undefined ? String(placed.length) : `${above}/${name}`;
    if (above === undefined) placed.push({ path, was: entry.was, staged: place });
    staged.set(path, place);
    if (entry.was?.kind === 'folder') replaced.add(path);
    members.push(memberOf(entry, place, staged));
  }
  return { placed, folders, removed, members };
}

function memberOf(
  entry: Exclude<LayerEntry, Gone>,
  name: string,
  staged: ReadonlyMap<string, string>,
): Member {
  const common = { mode: 0o777, uid: 0, gid: 0, mtime: '0.000000000', size: 0, target: '' };
  switch (entry.kind) {
    case 'file': {
      const { kind, mode, uid, gid, mtime, size, hash, capability } = entry;
      return { ...common, kind, name, mode, uid, gid, mtime, size, hash, capability };
    }
    case 'folder': {
      const { kind, mode, uid, gid, mtime } = entry;
      return { ...common, kind, name, mode, uid, gid, mtime };
    }
    case 'link': {
      const { kind, uid, gid, mtime, target } = entry;
      return { ...common, kind, name, uid, gid, mtime, target };
    }
    case 'same':
      return { ...common, kind: 'same', name, target: staged.get(entry.as) ?? '' };
  }
}
