import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const src = resolve(import.meta.dirname, '../src');

/** The rooms from top to bottom. */
const ROOMS = [
  'action',
  'cli',
  'run',
  'reporting',
  'analysis',
  'execution',
  'baseline',
  'llm',
  'caching',
  'definition',
  'evidence',
  'github',
  'programs',
  'record',
  'pipeline',
  'util',
] as const;

/** The arrows of the house: what a room may import besides itself and `util`. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  entries: ['action', 'cli', 'run'],
  action: ROOMS,
  cli: ROOMS.slice(ROOMS.indexOf('run')),
  run: ROOMS.slice(ROOMS.indexOf('reporting')),
  reporting: ['analysis', 'record'],
  analysis: ['record', 'pipeline'],
  execution: ['llm', 'caching', 'programs', 'record', 'pipeline'],
  baseline: ['caching', 'github', 'record'],
  llm: ['caching', 'record'],
  caching: ['record', 'pipeline'],
  definition: ['pipeline'],
  evidence: ['record'],
  github: ['programs', 'record', 'pipeline'],
  programs: ['pipeline'],
  record: ['pipeline'],
};

/** Most files side by side in one folder, so that a reader sees at a glance what is in it. */
const MOST_FILES = 15;

const PURE = ['pipeline', 'record', 'analysis', 'reporting'];
/** Hashing is a function of its argument; everything else of Node's touches the world. */
const PURE_BUILTINS = ['node:crypto'];
const PURE_LIBRARIES = ['valibot', 'markdown-table', 'string-width', 'simple-statistics'];
const WORLD =
  /\b(process\.(?!exitCode\b)\w+|Date\.now\(|new Date\(\)|Math\.random\(|performance\.|setTimeout\(|setInterval\(|fetch\(|randomBytes|randomUUID|globalThis)/;

interface Import {
  readonly file: string;
  readonly from: string;
}

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(name =>
  name.endsWith('.ts'),
);
const imports = files.flatMap(importsOf);

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(src, file), 'utf8');
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\s[^'";]*?from\s+'([^']+)'|import\('([^']+)'\)|(?:^|\n)import\s+'([^']+)'/g,
  );
  return [...found].map(match => ({ file, from: match[1] ?? match[2] ?? match[3] ?? '' }));
}

function roomOf(file: string): string {
  return file.includes('/') ? (file.split('/')[0] ?? '') : 'entries';
}

function targetOf({ file, from }: Import): string {
  return relative(src, resolve(src, dirname(file), from)).replaceAll('\\', '/');
}

/** Who imports whom, between files or what they are put together to. */
function graphOf(nodeOf: (file: string) => string): ReadonlyMap<string, ReadonlySet<string>> {
  const graph = new Map(files.map(file => [nodeOf(file), new Set<string>()]));
  for (const entry of imports.filter(({ from }) => from.startsWith('.'))) {
    const [from, to] = [nodeOf(entry.file), nodeOf(targetOf(entry))];
    if (from !== to) graph.get(from)?.add(to);
  }
  return graph;
}

function circlesIn(graph: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] {
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

describe('the house', () => {
  it('has only the rooms that were planned', () => {
    const rooms = new Set(files.map(roomOf));
    expect([...rooms].filter(room => room !== 'entries' && !ROOMS.includes(room as 'run'))).toEqual(
      [],
    );
    expect(imports.length).toBeGreaterThan(50);
  });

  it('has arrows that point one way', () => {
    const wrong = imports
      .filter(({ from }) => from.startsWith('.'))
      .filter(entry => {
        const [room, target] = [roomOf(entry.file), roomOf(targetOf(entry))];
        return room !== target && target !== 'util' && !ALLOWED[room]?.includes(target);
      });
    expect(wrong.map(entry => `${entry.file} → ${targetOf(entry)}`)).toEqual([]);
  });

  it('has no circles between files, types included', () => {
    expect(circlesIn(graphOf(file => file))).toEqual([]);
  });

  it('has no circles between folders', () => {
    expect(circlesIn(graphOf(dirname))).toEqual([]);
  });

  it(`has at most ${MOST_FILES} files side by side`, () => {
    const folders = new Map(files.map(file => [dirname(file), [] as string[]]));
    for (const file of files) folders.get(dirname(file))?.push(file);
    expect([...folders].filter(([, inside]) => inside.length > MOST_FILES)).toEqual([]);
  });

  it('has pure rooms that touch neither the world nor a library that does', () => {
    const wrong = imports
      .filter(({ file, from }) => PURE.includes(roomOf(file)) && !from.startsWith('.'))
      .filter(({ from }) => !PURE_BUILTINS.includes(from) && !PURE_LIBRARIES.includes(from));
    expect(wrong.map(({ file, from }) => `${file} imports ${from}`)).toEqual([]);
    const worldly = files
      .filter(file => PURE.includes(roomOf(file)))
      .flatMap(file => {
        const match = WORLD.exec(withoutComments(readFileSync(join(src, file), 'utf8')));
        return match === null ? [] : [`${file}: ${match[0]}`];
      });
    expect(worldly).toEqual([]);
  });

  it('has one place that reads inputs and one that fails the job', () => {
    const using = (word: string): readonly string[] =>
      files.filter(file => new RegExp(`\\b${word}\\(`).test(readFileSync(join(src, file), 'utf8')));
    expect(using('getInput')).toEqual(['definition/inputs.ts']);
    expect(using('setFailed')).toEqual(['main.ts']);
  });
});

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
}
