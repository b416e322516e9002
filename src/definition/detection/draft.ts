/** The text of a definition as a person would write it, from stages that were found. */
import { stringify } from 'yaml';

type DraftValue = string | number | readonly string[] | Readonly<Record<string, unknown>>;

/** A stage to write: its keys in the order of the text; what is undefined or an empty list is left out. */
export interface DraftStage {
  readonly id: string;
  readonly keys: Readonly<Record<string, DraftValue | undefined>>;
}

/** A definition to write. */
export interface Draft {
  /** Lines of comment at the beginning. */
  readonly comments: readonly string[];
  readonly caches?: Readonly<Record<string, DraftValue>>;
  readonly stages: readonly DraftStage[];
}

/** A definition that was made from what a folder holds. */
export interface DetectedDefinition {
  /** The YAML text. */
  readonly text: string;
  /** What it was made from, in words. */
  readonly what: string;
  /** The file or folder that tells most of it, relative to the folder. */
  readonly from: string;
}

/** The YAML text of a draft. */
export function draftText({ comments, caches = {}, stages }: Draft): string {
  const cacheLines = Object.entries(caches).map(([name, cache]) => `  ${name}: ${inline(cache)}`);
  const stageLines = stages.flatMap(({ id, keys }) => [
    `  ${inline(id)}:`,
    ...Object.entries(keys)
      .filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0))
      .map(([key, value]) => `    ${key}: ${inline(value)}`),
  ]);
  return [
    ...comments.map(comment => `# ${oneLine(comment)}`),
    ...(cacheLines.length > 0 ? ['caches:', ...cacheLines] : []),
    'stages:',
    ...stageLines,
    '',
  ].join('\n');
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

/** One word of a shell command, whatever characters it has. */
export function shellWord(text: string): string {
  if (/^[A-Za-z0-9_/.,:=@%+-]+$/.test(text)) return text;
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** The command for a script by its ending, and what it takes to run it. */
export function scriptCommand(
  script: string,
  args: readonly string[] = [],
): { readonly run: string; readonly requires: readonly string[] } {
  const interpreter = script.endsWith('.py')
    ? 'python3'
    : script.endsWith('.sh')
      ? 'bash'
      : undefined;
  const words =
    interpreter === undefined ? [`./${script}`, ...args] : [interpreter, script, ...args];
  return {
    run: words.map(shellWord).join(' '),
    requires: interpreter === undefined ? [] : [interpreter],
  };
}

/** Names with control characters, or that are no text, cannot be written into a definition. */
export function isWritable(text: string): boolean {
  return !/[\p{Cc}\p{Cs}\ufffd]/u.test(text);
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
