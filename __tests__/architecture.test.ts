import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const src = resolve(import.meta.dirname, '../src');

const ROOMS = [
  'commands',
  'reporting',
  'analysis',
  'execution',
  'baseline',
  'caching',
  'definition',
  'evidence',
  'github',
  'programs',
  'record',
  'pipeline',
] as const;

/** The arrows of the house: what a room may import besides itself. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  entries: ['commands'],
  commands: ROOMS,
  reporting: ['analysis', 'record'],
  analysis: ['record', 'pipeline'],
  execution: ['caching', 'programs', 'record', 'pipeline'],
  baseline: ['caching', 'github', 'record'],
  caching: ['record', 'pipeline'],
  definition: ['pipeline'],
  evidence: ['record'],
  github: ['programs', 'record', 'pipeline'],
  programs: ['pipeline'],
  record: ['pipeline'],
  pipeline: [],
};

const PURE = ['pipeline', 'record', 'analysis', 'reporting'];
/** Hashing is a function of its argument; everything else of Node's touches the world. */
const PURE_BUILTINS = ['node:crypto'];
const PURE_LIBRARIES = ['valibot', 'markdown-table', 'string-width', 'simple-statistics'];
const WORLD =
  /\b(process\.(?!exitCode\b)\w+|Date\.now\(|new Date\(\)|Math\.random\(|performance\.|setTimeout\(|setInterval\(|fetch\(|randomBytes|randomUUID|globalThis)/;

interface Import {
  readonly file: string;
  readonly from: string;
  readonly typeOnly: boolean;
}

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(name =>
  name.endsWith('.ts'),
);
const imports = files.flatMap(importsOf);

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(src, file), 'utf8');
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\s(type\s)?[^'";]*?from\s+'([^']+)'|import\('([^']+)'\)|(?:^|\n)import\s+'([^']+)'/g,
  );
  return [...found].map(match => ({
    file,
    from: match[2] ?? match[3] ?? match[4] ?? '',
    typeOnly: match[1] !== undefined,
  }));
}

function roomOf(file: string): string {
  return file.includes('/') ? (file.split('/')[0] ?? '') : 'entries';
}

function targetOf({ file, from }: Import): string {
  return relative(src, resolve(src, dirname(file), from)).replaceAll('\\', '/');
}

describe('the house', () => {
  it('has only the rooms that were planned', () => {
    const rooms = new Set(files.map(roomOf));
    expect(
      [...rooms].filter(room => room !== 'entries' && !ROOMS.includes(room as 'commands')),
    ).toEqual([]);
    expect(imports.length).toBeGreaterThan(50);
  });

  it('has arrows that point one way', () => {
    const wrong = imports
      .filter(({ from }) => from.startsWith('.'))
      .filter(entry => {
        const [room, target] = [roomOf(entry.file), roomOf(targetOf(entry))];
        return room !== target && !ALLOWED[room]?.includes(target);
      });
    expect(wrong.map(entry => `${entry.file} → ${targetOf(entry)}`)).toEqual([]);
  });

  it('has no circles between files', () => {
    const graph = new Map(files.map(file => [file, [] as string[]]));
    for (const entry of imports) {
      if (entry.from.startsWith('.') && !entry.typeOnly)
        graph.get(entry.file)?.push(targetOf(entry));
    }
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '));
      if (done.has(file)) return;
      done.add(file);
      for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
    };
    for (const file of files) visit(file, []);
    expect(circles).toEqual([]);
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
