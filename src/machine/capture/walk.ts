/** Walking the machine's own file system below the roots: no link is followed, no mount entered. */
import { lstatSync, type Stats } from 'node:fs';
import { readFolder } from '../../caching/files/names.ts';
import type { Rules } from '../layer/rules.ts';

/** A folder with what is in it that may be in a layer. */
export interface Walked {
  /** From the machine's root. */
  readonly folder: string;
  readonly children: readonly Child[];
  /** What is in it and is secret by its name. */
  readonly credentials: readonly Child[];
}

export interface Child {
  readonly name: string;
  readonly stat: Stats;
}

/** Where walking is to begin, and what is left out. */
export interface WalkOptions {
  /** The machine's root; absolute. */
  readonly root: string;
  readonly rules: Rules;
}

/** Every folder that is taken, outer ones first. The roots themselves are children of the first, `''`. */
export function* walk({ root, rules }: WalkOptions): Generator<Walked> {
  const device = lstatSync(`${root}/`).dev;
  const open: string[] = [];
  const enter = (folder: string, { name, stat }: Child): void => {
    // A mount is somebody else's file system. Of files the number tells nothing where layers of a container meet.
    if (stat.isDirectory() && stat.dev === device) open.push(join(folder, name));
  };
  const roots = rules.roots.flatMap(name => {
    const stat = lstatSync(`${root}/${name}`, { throwIfNoEntry: false });
    // A link that stands for a folder of `usr` is no root: what it leads to is.
    return stat?.isDirectory() ? [{ name, stat }] : [];
  });
  yield { folder: '', children: roots, credentials: [] };
  for (const child of roots) enter('', child);
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    const walked = lookInto(root, folder, rules);
    yield walked;
    for (const child of walked.children) enter(folder, child);
  }
}

function lookInto(root: string, folder: string, rules: Rules): Walked {
  const children: Child[] = [];
  const credentials: Child[] = [];
  for (const { name } of readFolder(`${root}/${folder}`)) {
    const judgement = rules.judge(join(folder, name));
    if (judgement !== 'taken' && judgement !== 'credential') continue;
    const stat = lstatSync(`${root}/${folder}/${name}`, { throwIfNoEntry: false });
    if (stat === undefined) continue;
    (judgement === 'taken' ? children : credentials).push({ name, stat });
  }
  return { folder, children, credentials };
}

/** A name in a folder; the folder `''` is the root. */
export function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
