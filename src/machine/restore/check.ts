/** Whether this machine is as the layer's was before its command ran, wherever the layer would change it. */
import { hash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, type Stats } from 'node:fs';
import { linkTarget } from '../../caching/files/names.ts';
import { baseOf } from '../layer/base.ts';
import type { Former, LayerEntry, Manifest } from '../layer/manifest.ts';
import { givesRights } from '../layer/rights.ts';
import type { Rules } from '../layer/rules.ts';
import type { Difference, LayerRefusal, Trait } from '../port/port.ts';
import { type Folder, NotAFolder, openFolder, splitPath } from '../system/folders.ts';

/** Most that is named. */
const MOST_DIFFERENCES = 10;

/** The first entry that no layer may have; nothing where all may be put in place. */
export function forbiddenIn(
  entries: readonly LayerEntry[],
  rules: Rules,
): Extract<LayerRefusal, { kind: 'forbidden' }> | undefined {
  for (const entry of entries) {
    const path = `/${entry.path}`;
    const judgement = rules.judge(entry.path);
    switch (judgement) {
      case 'outside':
        return { kind: 'forbidden', path, because: 'outside-roots' };
      case 'credential':
      case 'excluded':
        return { kind: 'forbidden', path, because: judgement };
    }
    if (entry.kind === 'file' && givesRights(entry)) {
      return { kind: 'forbidden', path, because: 'mode' };
    }
  }
  return undefined;
}

/** Why the layer does not fit this machine; nothing where it does. */
export function misfitOf(
  root: string,
  { base, entries }: Manifest,
  device: bigint,
): LayerRefusal | undefined {
  const differences = baseDifferences(root, base);
  const made = new Set<string>();
  const byFolder = new Map<string, LayerEntry[]>();
  for (const entry of entries) {
    const { folder } = splitPath(entry.path);
    const isNewFolder = entry.kind === 'folder' && entry.was?.kind !== 'folder';
    if (isNewFolder) made.add(entry.path);
    // What is in a new folder is moved with it; what was there before is compared all the same.
    if (made.has(folder) && entry.kind !== 'gone') continue;
    const those = byFolder.get(folder);
    if (those === undefined) byFolder.set(folder, [entry]);
    else those.push(entry);
  }
  const emptied = entries.filter(({ kind, was }) => was?.kind === 'folder' && kind !== 'folder');
  for (const { path } of emptied) if (!byFolder.has(path)) byFolder.set(path, []);
  const all = new Set(emptied.map(({ path }) => path));
  for (const [folder, those] of byFolder) {
    try {
      using opened = openFolder(root, folder);
      if (opened.device !== device) return { kind: 'other-file-system', path: `/${folder}` };
      differences.push(...differencesIn(opened, those));
      if (all.has(folder)) differences.push(...unknownIn(opened, folder, those));
    } catch (error) {
      if (!(error instanceof NotAFolder)) throw error;
      differences.push({ path: `/${error.path}`, trait: 'type' });
    }
    if (differences.length >= MOST_DIFFERENCES) break;
  }
  return differences.length === 0
    ? undefined
    : { kind: 'other-machine', differences: differences.slice(0, MOST_DIFFERENCES) };
}

function baseDifferences(root: string, base: Manifest['base']): Difference[] {
  const here = new Map(baseOf(root).map(({ folder, hash: sum }) => [folder, sum]));
  return base
    .filter(({ folder, hash: sum }) => here.get(folder) !== sum)
    .map(({ folder }) => ({ path: `/${folder}`, trait: 'content' }));
}

function differencesIn(folder: Folder, entries: readonly LayerEntry[]): readonly Difference[] {
  return entries.flatMap(({ path, was }) => {
    const trait = differenceAt(folder.at(splitPath(path).name), was);
    return trait === undefined ? [] : [{ path: `/${path}`, trait }];
  });
}

/** What a folder that goes holds, and the layer does not know of. */
function unknownIn(
  folder: Folder,
  path: string,
  entries: readonly LayerEntry[],
): readonly Difference[] {
  const known = new Set(entries.map(entry => splitPath(entry.path).name));
  return readdirSync(folder.at('.'))
    .filter(name => !known.has(name))
    .map(name => ({ path: `/${path}/${name}`, trait: 'there' }));
}

function differenceAt(place: string, was: Former | null): Trait | undefined {
  const stat = lstatSync(place, { throwIfNoEntry: false });
  if (stat === undefined || was === null) {
    return stat === undefined && was === null ? undefined : 'there';
  }
  if (!isOfKind(stat, was.kind)) return 'type';
  if (stat.uid !== was.uid || stat.gid !== was.gid) return 'owner';
  if (was.kind === 'link') return linkTarget(place) === was.target ? undefined : 'target';
  if ((stat.mode & 0o7777) !== was.mode) return 'mode';
  if (was.kind === 'folder') return undefined;
  return isSameContent(place, stat, was) ? undefined : 'content';
}

function isOfKind(stat: Stats, kind: Former['kind']): boolean {
  if (kind === 'folder') return stat.isDirectory();
  return kind === 'file' ? stat.isFile() : stat.isSymbolicLink();
}

function isSameContent(
  place: string,
  stat: Stats,
  was: Extract<Former, { kind: 'file' }>,
): boolean {
  if (stat.size !== was.size) return false;
  if (was.hash === undefined) return stat.mtimeMs === was.mtimeMs;
  return hash('sha256', readFileSync(place)) === was.hash;
}
