import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { markdownTable } from 'markdown-table';
import { expect, it } from 'vitest';
import { parse, Scalar, stringify } from 'yaml';
import { VERB_NAMES, VERBS } from '../src/cli/command-line/verb-table.ts';
import { INPUTS } from '../src/definition/input-table.ts';

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

/** The inputs in `action.yml`, from the table by which they are read. */
function inputsInYaml(): string {
  const inputs = Object.values(INPUTS).map(({ name, description, default: usual }) => {
    const text = new Scalar(description);
    if (description.length > 80 || description.includes(': ')) text.type = 'BLOCK_FOLDED';
    return [name, { description: text, default: usual }];
  });
  const options = { lineWidth: 108, blockQuote: 'folded' } as const;
  return stringify({ inputs: Object.fromEntries(inputs) }, options);
}

it('action.yml has the inputs that are read', () => {
  const text = read('action.yml');
  const [start, end] = [text.indexOf('inputs:\n'), text.indexOf('\noutputs:')];
  if (process.env.UPDATE_DOCS) {
    writeFileSync(
      resolve(root, 'action.yml'),
      text.slice(0, start) + inputsInYaml() + text.slice(end),
    );
  } else {
    expect(text.slice(start, end), 'UPDATE_DOCS=1 npx vitest run __tests__/docs.test.ts').toBe(
      inputsInYaml(),
    );
  }
});

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
  setup: definition.properties?.setup?.additionalProperties,
  stage: definition.properties?.stages?.additionalProperties,
  evidence: definition.properties?.stages?.additionalProperties?.properties?.evidence,
};

it.each(Object.keys(parts))('docs/definition.md lists the keys of: %s', part => {
  const keys = Object.entries(parts[part]?.properties ?? {});
  expect(keys.length).toBeGreaterThan(1);
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
