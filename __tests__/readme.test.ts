import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { markdownTable } from 'markdown-table';
import { expect, it } from 'vitest';
import { parse } from 'yaml';

const root = resolve(import.meta.dirname, '..');
const START =
  '<!-- generated from action.yml by `UPDATE_README=1 npx vitest run __tests__/readme.test.ts` -->\n';
const END = '<!-- end of generated -->';

interface Described {
  readonly description: string;
  readonly default?: string;
}

const action = parse(readFileSync(resolve(root, 'action.yml'), 'utf8')) as {
  inputs: Record<string, Described>;
  outputs: Record<string, Described>;
};

const table = (rows: string[][]): string =>
  markdownTable(rows, { alignDelimiters: false, padding: false });

it('lists the inputs and outputs of action.yml', () => {
  const inputs = Object.entries(action.inputs).map(([name, input]) => [
    `\`${name}\``,
    input.default ? `\`${input.default}\`` : '',
    input.description.trim(),
  ]);
  const outputs = Object.entries(action.outputs).map(([name, { description }]) => [
    `\`${name}\``,
    description.trim(),
  ]);
  const generated = `\n${table([['input', 'default', 'meaning'], ...inputs])}\n\n${table([['output', 'meaning'], ...outputs])}\n\n`;
  const readme = readFileSync(resolve(root, 'README.md'), 'utf8');
  const [before = '', rest = ''] = readme.split(START);
  const [found, after = ''] = rest.split(END);
  if (process.env.UPDATE_README) {
    writeFileSync(resolve(root, 'README.md'), before + START + generated + END + after);
  } else {
    expect(found).toBe(generated);
  }
});
