/** What stands at the places that a stage's outputs name: files by signature, and folders. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parentsOf } from '../../caching/files/paths.ts';
import { type Descent, startDescent } from '../../pipeline/patterns/descent.ts';
import { takeTurns } from '../../util/turns.ts';
import { matchFiles } from './match-files.ts';
import { isLiteral, matcherOf } from './patterns.ts';
import { type StatSignature, signatureAt } from './stat-signature.ts';

/** Paths are relative to the root, with `/`. */
export interface Standing {
  /** Files and links that the patterns match. */
  readonly files: ReadonlyMap<string, StatSignature>;
  /** Folders that the patterns match, or lead through. */
  readonly folders: ReadonlySet<string>;
}

/** Looks at what the patterns match now. */
export async function standingAt(root: string, patterns: readonly string[]): Promise<Standing> {
  const files = new Map<string, StatSignature>();
  const turns = takeTurns();
  for (const path of await matchFiles(root, patterns)) {
    const signature = signatureAt(join(root, path));
    if (signature !== undefined) files.set(path, signature);
    if (turns.isOver) await turns.next();
  }
  return { files, folders: foldersAt(root, patterns) };
}

/**
 * Folders that the patterns match and that hold none of the files: `made/logs` of `made`, where a
 * stage makes it for others to write to. Only the innermost, which bring their parents with them.
 */
export function hollowFolders(
  { files, folders }: Standing,
  patterns: readonly string[],
): readonly string[] {
  const isMatched = matcherOf(patterns);
  const filled = new Set([...files.keys(), ...folders].flatMap(parentsOf));
  return [...folders].filter(folder => isMatched(folder) && !filled.has(folder)).sort();
}

/** All folders that the patterns match, or lead through. */
function foldersAt(root: string, patterns: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const walk = (folder: string, place: Descent): void => {
    for (const child of readdirSync(join(root, folder), { withFileTypes: true })) {
      const below = place.into(child.name);
      if (!child.isDirectory() || !below.goesOn) continue;
      const path = folder === '' ? child.name : `${folder}/${child.name}`;
      found.add(path);
      walk(path, below);
    }
  };
  walk('', startDescent(patterns));
  return found;
}

/** The folders that a pattern surely starts with: `out/figures` of `out/figures/*.pdf`. */
export function literalBeginning(pattern: string): string {
  if (pattern.startsWith('!')) return '';
  if (isLiteral(pattern)) return pattern.replace(/\/+$/, '');
  const segments = pattern.split('/');
  return segments
    .slice(
      0,
      segments.findIndex(segment => !isLiteral(segment)),
    )
    .join('/');
}
