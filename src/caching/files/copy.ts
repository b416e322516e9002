/** Copying what cannot be moved: contents, modes and times are kept, links stay links. */
import { chmodSync, copyFileSync, lstatSync, lutimesSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { linkTarget } from './names.ts';
import type { Limits } from './tree.ts';
import { sizeOfFiles, surveyExtent, type TreePlace } from './tree.ts';

/**
 * Copies what stands at the paths to the same paths below another folder, where nothing stands yet;
 * what has no content is left out. Throws what the system says.
 */
export function copyExtent(from: string, to: string, limits: Limits): 'copied' | 'too-large' {
  const { places } = surveyExtent(from, limits);
  if (sizeOfFiles(from, places) > limits.maxBytes) return 'too-large';
  for (const place of places) copyPlace(from, to, place);
  // Children first, and after all content: making a file in a folder changes the folder's time.
  for (const { kind, path } of places.toReversed()) {
    if (kind === 'folder') copyState(join(from, path), join(to, path));
  }
  return 'copied';
}

function copyPlace(from: string, to: string, { kind, path }: TreePlace): void {
  const [source, target] = [join(from, path), join(to, path)];
  mkdirSync(kind === 'folder' ? target : dirname(target), { recursive: true });
  if (kind === 'folder') return;
  if (kind === 'link') symlinkSync(linkTarget(source), target);
  else copyFileSync(source, target);
  copyState(source, target);
}

/** Mode and time of last change. */
function copyState(source: string, target: string): void {
  const stat = lstatSync(source);
  if (!stat.isSymbolicLink()) chmodSync(target, stat.mode & 0o7777);
  lutimesSync(target, stat.atimeMs / 1000, stat.mtimeMs / 1000);
}
