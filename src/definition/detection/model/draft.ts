/** The text of a definition as a person would write it, from stages that were found. */
import { stringify } from 'yaml';

type DraftValue = string | number | boolean | readonly string[] | Readonly<Record<string, unknown>>;

/** A stage to write: its keys in the order of the text; what is undefined or empty is left out. */
export interface DraftStage {
  readonly id: string;
  readonly keys: Readonly<Record<string, DraftValue | undefined>>;
}

/** A definition to write. */
export interface Draft {
  /** Lines of comment at the beginning. */
  readonly comments: readonly string[];
  readonly setups?: readonly DraftStage[];
  readonly caches?: Readonly<Record<string, DraftValue>>;
  readonly stages: readonly DraftStage[];
}

/** The YAML text of a draft. */
export function draftText({ comments, setups = [], caches = {}, stages }: Draft): string {
  const cacheLines = Object.entries(caches).map(([name, cache]) => `  ${name}: ${inline(cache)}`);
  return [
    ...comments.map(comment => `# ${oneLine(comment)}`),
    ...(setups.length > 0 ? ['setup:', ...setups.flatMap(linesOf)] : []),
    ...(cacheLines.length > 0 ? ['caches:', ...cacheLines] : []),
    'stages:',
    ...stages.flatMap(linesOf),
    '',
  ].join('\n');
}

function linesOf({ id, keys }: DraftStage): readonly string[] {
  const entries = Object.entries(keys).filter(
    ([, value]) => value !== undefined && !isEmpty(value),
  );
  return [
    `  ${inline(id)}:`,
    ...entries.flatMap(([key, value = '']) => {
      const isBlock = typeof value === 'string' && value.includes('\n') && key === 'run';
      if (!isBlock) return [`    ${key}: ${inline(value)}`];
      return [`    ${key}: |`, ...value.split('\n').map(line => `      ${line}`)];
    }),
  ];
}

/** Ids from names, each given once: `PDF Rendering` → `pdf-rendering`, then `pdf-rendering-2`. */
export function idMaker(): (name: string) => string {
  const taken = new Set(['constructor', 'prototype']);
  return name => {
    const base = slug(name) || 'stage';
    let id = base;
    for (let n = 2; taken.has(id); n += 1) id = `${base}-${n}`;
    taken.add(id);
    return id;
  };
}

/** Letters, digits and hyphens of a text, at most 60. */
export function slug(text: string): string {
  return text
    .slice(0, 200)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60)
    .replace(/-$/, '');
}

function isEmpty(value: DraftValue): boolean {
  return typeof value === 'object' && Object.keys(value).length === 0;
}

function inline(value: unknown): string {
  return stringify(value, {
    collectionStyle: 'flow',
    flowCollectionPadding: false,
    lineWidth: 0,
    doubleQuotedAsJSON: true,
    blockQuote: false,
  }).replace(/\n$/, '');
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\u2028\u2029]/gu, ' ');
}
