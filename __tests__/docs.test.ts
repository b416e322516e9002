import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { markdownTable } from 'markdown-table';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { VERB_NAMES, VERBS } from '../src/cli/help/verb-table.ts';

const root = resolve(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(resolve(root, file), 'utf8');
const END = '<!-- end of generated -->';

const table = (rows: string[][]): string =>
  markdownTable(
    rows.map(row => row.map(cell => cell.trim().replaceAll('|', '\\|'))),
    { alignDelimiters: false, padding: false },
  );

/** The part of a page between `<!-- generated NAME… -->` and the end mark is what it should be. */
function expectGenerated(file: string, name: string, content: string): void {
  const page = read(file);
  const start = page.indexOf('\n', page.indexOf(`<!-- generated ${name}`)) + 1;
  const end = page.indexOf(END, start);
  const generated = `\n${content}\n\n`;
  if (process.env.UPDATE_DOCS) {
    writeFileSync(resolve(root, file), page.slice(0, start) + generated + page.slice(end));
  } else {
    expect(page.slice(start, end), 'UPDATE_DOCS=1 npx vitest run __tests__/docs.test.ts').toBe(
      generated,
    );
  }
}

interface Described {
  readonly description: string;
  readonly default?: string;
}

const action = parse(read('action.yml')) as {
  inputs: Record<string, Described>;
  outputs: Record<string, Described>;
};

it('the README lists the inputs and outputs of action.yml', () => {
  const inputs = Object.entries(action.inputs).map(([name, input]) => [
    `\`${name}\``,
    input.default ? `\`${input.default}\`` : '',
    input.description,
  ]);
  const outputs = Object.entries(action.outputs).map(([name, { description }]) => [
    `\`${name}\``,
    description,
  ]);
  const tables = [
    [['input', 'default', 'meaning'], ...inputs],
    [['output', 'meaning'], ...outputs],
  ];
  expectGenerated('README.md', 'inputs', tables.map(table).join('\n\n'));
});

it('the README lists the verbs of the command line', () => {
  const rows = VERB_NAMES.map(verb => [
    `\`stagetime ${verb} ${VERBS[verb].operands}\``,
    VERBS[verb].help,
  ]);
  expectGenerated('README.md', 'verbs', table([['command', 'what it does'], ...rows]));
});

interface Schema {
  readonly description?: string;
  readonly properties?: Record<string, Schema>;
  readonly additionalProperties?: Schema;
}

const definition = JSON.parse(read('schema/definition.json')) as Schema;
const parts: Record<string, Schema | undefined> = {
  file: definition,
  cache: definition.properties?.caches?.additionalProperties,
  stage: definition.properties?.stages?.additionalProperties,
};

it.each(Object.keys(parts))('docs/definition.md lists the keys of a %s', part => {
  const keys = Object.entries(parts[part]?.properties ?? {});
  expect(keys.length).toBeGreaterThan(5);
  const rows = keys.map(([key, { description = '' }]) => [`\`${key}\``, description]);
  expectGenerated('docs/definition.md', part, table([['key', 'meaning'], ...rows]));
});

it('every test that docs/security.md names is there', () => {
  const rows = read('docs/security.md')
    .split('\n')
    .filter(line => line.startsWith('| '));
  const named = rows.flatMap(row =>
    [...row.matchAll(/`([a-z\d]+\/[a-z\d/-]*)`/g)].map(([, name]) => name),
  );
  expect(named.length).toBeGreaterThan(30);
  const isThere = (name = ''): boolean =>
    [`${name}.test.ts`, name].some(file => existsSync(resolve(root, '__tests__', file)));
  expect(named.filter(name => !isThere(name))).toEqual([]);
});
