/** Who imports whom in `src/`, types included. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { ALLOWED, MOST_FILES, ROOMS, roomOf } from './rooms.ts';

/** An import as it is written; `file` is named from `src/`. */
export interface Import {
  readonly file: string;
  readonly from: string;
}

/** The files of `src/` and their imports. */
export interface Sources {
  readonly src: string;
  readonly files: readonly string[];
  readonly imports: readonly Import[];
}

/** Reads all files below `src`. */
export function readSources(src: string): Sources {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts'))
    .map(name => name.replaceAll('\\', '/'));
  const imports = files.flatMap(file => importsOf(file, readFileSync(join(src, file), 'utf8')));
  return { src, files, imports };
}

function importsOf(file: string, text: string): readonly Import[] {
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\s[^'";]*?from\s+'([^']+)'|import\('([^']+)'\)|(?:^|\n)import\s+'([^']+)'/g,
  );
  return [...found].map(match => ({ file, from: match[1] ?? match[2] ?? match[3] ?? '' }));
}

function targetOf({ src }: Sources, { file, from }: Import): string {
  return relative(src, resolve(src, dirname(file), from)).replaceAll('\\', '/');
}

/** Circles between files, as `a → b → a`. */
export function circlesOfFiles(sources: Sources): readonly string[] {
  return circlesIn(graphOf(sources, file => file));
}

/** Circles between folders. */
export function circlesOfFolders(sources: Sources): readonly string[] {
  return circlesIn(graphOf(sources, dirname));
}

/** Imports that point up, or to a room that is not for everybody, as `from → to`. */
export function wrongArrows(sources: Sources): readonly string[] {
  return sources.imports
    .filter(({ from }) => from.startsWith('.'))
    .map(entry => ({ file: entry.file, target: targetOf(sources, entry) }))
    .filter(({ file, target }) => {
      const [from, to] = [roomOf(file), roomOf(target)];
      const allowed = ALLOWED[from] ?? [];
      return from !== to && to !== 'util' && !allowed.includes(to) && !allowed.includes(target);
    })
    .map(({ file, target }) => `${file} → ${target}`);
}

/** Folders in `src/` that nobody planned. */
export function unknownRooms({ files }: Sources): readonly string[] {
  const rooms = new Set(files.map(roomOf));
  return [...rooms].filter(room => room !== 'entries' && !ROOMS.includes(room as 'run'));
}

/** Folders with too many files side by side, with their number. */
export function crowdedFolders({ files }: Sources): readonly string[] {
  const counts = new Map<string, number>();
  for (const file of files) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count > MOST_FILES)
    .map(([folder, count]) => `${folder}: ${count} files`);
}

type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** Who imports whom, between files or what they are put together to. */
function graphOf(sources: Sources, nodeOf: (file: string) => string): Graph {
  const graph = new Map(sources.files.map(file => [nodeOf(file), new Set<string>()]));
  for (const entry of sources.imports.filter(({ from }) => from.startsWith('.'))) {
    const [from, to] = [nodeOf(entry.file), nodeOf(targetOf(sources, entry))];
    if (from !== to) graph.get(from)?.add(to);
  }
  return graph;
}

function circlesIn(graph: Graph): readonly string[] {
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (node: string, path: readonly string[]): void => {
    if (path.includes(node)) circles.push([...path.slice(path.indexOf(node)), node].join(' → '));
    if (done.has(node)) return;
    done.add(node);
    for (const next of graph.get(node) ?? []) visit(next, [...path, node]);
  };
  for (const node of graph.keys()) visit(node, []);
  return circles;
}
