/** What of a system every program in it depends on. */
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync } from 'node:fs';
import { linkTarget } from '../../caching/files/names.ts';
import type { BaseFolder } from './manifest.ts';

/** Folders that every program of the system is started and linked from. */
const BASE_FOLDERS = [
  'usr/bin',
  'usr/sbin',
  'usr/lib',
  'usr/lib64',
  'usr/local/bin',
  'usr/local/lib',
];
/** Such as `x86_64-linux-gnu`. */
const MULTIARCH = /^[\w]+-linux-\w+$/;

/**
 * The programs and libraries that the command found, as a hash for each folder: names, sizes, times and
 * targets. A layer is made of what these made; on a machine where they are others it may not fit, even where
 * it replaces none of them.
 */
export function baseOf(root: string): readonly BaseFolder[] {
  const libraries = listNames(`${root}/usr/lib`).filter(name => MULTIARCH.test(name));
  const folders = [...BASE_FOLDERS, ...libraries.map(name => `usr/lib/${name}`)];
  return folders.map(folder => ({ folder, hash: hashOfFolder(`${root}/${folder}`) }));
}

function hashOfFolder(folder: string): string {
  const sum = createHash('sha256');
  for (const name of listNames(folder).sort()) {
    const stat = lstatSync(`${folder}/${name}`, { throwIfNoEntry: false });
    if (stat === undefined || stat.isDirectory()) continue;
    const what = stat.isSymbolicLink()
      ? linkTarget(`${folder}/${name}`)
      : `${stat.mode} ${stat.size} ${stat.mtimeMs}`;
    sum.update(`${name}\0${what}\0`);
  }
  return sum.digest('hex');
}

function listNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
