/** Whether a document has the shape of a definition; every fault with its place and a remedy. */
import * as v from 'valibot';
import { nearest } from '../../util/nearest.ts';
import { code, type LocatedProblem, quoted } from '../document/problems.ts';
import type { Path, YamlDocument } from '../document/yaml.ts';
import { type Definition, definitionSchema } from './schema.ts';

/** A definition of the right shape, or all that is wrong with it. */
export type Shaped =
  | { readonly ok: true; readonly definition: Definition }
  | { readonly ok: false; readonly problems: readonly LocatedProblem[] };

/** Checks a document against the schema of the definition. */
export function checkShape(document: YamlDocument): Shaped {
  const found = misfits(definitionSchema, document.data, []);
  const result = v.safeParse(definitionSchema, document.data);
  if (result.success && found.length === 0) return { ok: true, definition: result.output };
  const lists = found.filter(misfit => misfit.kind === 'list').map(misfit => misfit.path);
  const issues = (result.issues ?? [])
    .filter(issue => issue.expected !== 'never')
    .map(innermost)
    .filter(({ path }) => !lists.some(list => list.every((key, i) => path[i] === key)));
  return {
    ok: false,
    problems: [
      ...found.map(misfit => misfitProblem(document, misfit)),
      ...issues.map(issue => issueProblem(document, issue)),
    ],
  };
}

/**
 * What the validator does not tell in full: it names only the first unknown key of a mapping, passes
 * over keys like `__proto__`, and takes a list for a mapping with the keys 0, 1, ….
 */
type Misfit =
  | { readonly kind: 'unknown-key'; readonly path: Path; readonly known: readonly string[] }
  | { readonly kind: 'reserved-key'; readonly path: Path }
  | { readonly kind: 'list'; readonly path: Path; readonly words: string };

const RESERVED_KEYS: readonly string[] = ['__proto__', 'constructor', 'prototype'];

function misfits(schema: v.GenericSchema, data: unknown, path: Path): readonly Misfit[] {
  if (v.isOfType('optional', schema)) {
    const { wrapped } = schema as v.OptionalSchema<v.GenericSchema, undefined>;
    return misfits(wrapped, data, path);
  }
  const isObject = v.isOfType('strict_object', schema);
  if (!isObject && !v.isOfType('record', schema)) return [];
  if (typeof data !== 'object' || data === null) return [];
  if (Array.isArray(data)) {
    const words = String((schema as v.StrictObjectSchema<v.ObjectEntries, string>).message);
    return [{ kind: 'list', path, words }];
  }
  const entries = Object.entries(data);
  if (isObject) {
    const known = (schema as v.StrictObjectSchema<v.ObjectEntries, string>).entries;
    return entries.flatMap(([key, value]): readonly Misfit[] => {
      const child = Object.hasOwn(known, key) ? known[key] : undefined;
      if (child !== undefined) return misfits(child as v.GenericSchema, value, [...path, key]);
      return [{ kind: 'unknown-key', path: [...path, key], known: Object.keys(known) }];
    });
  }
  const { value: child } = schema as v.RecordSchema<
    v.GenericSchema<string, string>,
    v.GenericSchema,
    string
  >;
  return entries.flatMap(([key, value]): readonly Misfit[] => {
    if (RESERVED_KEYS.includes(key)) return [{ kind: 'reserved-key', path: [...path, key] }];
    return misfits(child, value, [...path, key]);
  });
}

/** What other tools call our keys; nothing that a typing mistake would explain. */
const OTHER_WORDS: Readonly<Record<string, string>> = {
  command: 'run',
  commands: 'run',
  cmd: 'run',
  script: 'run',
  'depends-on': 'needs',
  depends_on: 'needs',
  dependsOn: 'needs',
  dependencies: 'needs',
  timeout: 'timeout-minutes',
  cwd: 'working-directory',
  dir: 'working-directory',
  environment: 'env',
  artifacts: 'outputs',
  retry: 'retries',
  optional: 'continue-on-error',
  allow_failure: 'continue-on-error',
  jobs: 'stages',
  steps: 'stages',
};

function misfitProblem(document: YamlDocument, misfit: Misfit): LocatedProblem {
  const { path } = misfit;
  const key = String(path.at(-1) ?? 'the definition');
  if (misfit.kind === 'list') {
    return {
      ...document.place(path, 'value'),
      message: `${subject(path)} must be ${misfit.words}, not a list`,
      remedy: 'write `key: value` on each line, without `-` before it',
    };
  }
  const place = document.place(path, 'key');
  if (misfit.kind === 'reserved-key') {
    return { ...place, message: `${code(key)} is a reserved name`, remedy: 'choose another name' };
  }
  const other = Object.hasOwn(OTHER_WORDS, key) ? OTHER_WORDS[key] : undefined;
  return {
    ...place,
    message: `unknown key ${code(key)}`,
    remedy: () => {
      const translated = other !== undefined && misfit.known.includes(other) ? other : undefined;
      const meant = translated ?? nearest(key, misfit.known);
      if (meant === undefined) return `remove it; known here: ${misfit.known.join(', ')}`;
      return `did you mean ${code(meant)}?`;
    },
  };
}

interface Issue {
  readonly type: string;
  readonly words: string;
  readonly received: unknown;
  readonly path: Path;
  /** Whether it is about the last key itself: its spelling, or that it is missing. */
  readonly aboutKey: boolean;
  readonly options?: readonly string[] | undefined;
}

/** Of a union, the issue that lies deepest: in a list with one wrong item, the item. */
function innermost(issue: v.BaseIssue<unknown>): Issue {
  const inner = (issue.issues ?? []).find(sub => (sub.path?.length ?? 0) > 0);
  const told = inner ?? issue;
  const items = [...(issue.path ?? []), ...(inner?.path ?? [])];
  const requirement = (told as { requirement?: unknown }).requirement;
  const options = told.type === 'picklist' ? told.expected?.match(/[a-z]+/g) : undefined;
  return {
    type: requirement === undefined ? told.type : `${told.type}-check`,
    words: told.message,
    received: told.input,
    path: items.map(item => item.key as string | number),
    aboutKey: (items.at(-1) as { origin?: string } | undefined)?.origin === 'key',
    options: options ?? undefined,
  };
}

function issueProblem(document: YamlDocument, issue: Issue): LocatedProblem {
  const { path, words } = issue;
  const key = String(path.at(-1) ?? '');
  if (issue.aboutKey && issue.type === 'strict_object') {
    return {
      ...document.place(path.slice(0, -1), 'key'),
      message: `${code(key)} is missing${path.length > 1 ? ` in ${code(String(path.at(-2)))}` : ''}`,
      remedy: missingRemedy(key),
    };
  }
  if (issue.aboutKey) {
    return {
      ...document.place(path, 'key'),
      message: `the name ${code(key)} must be ${words}`,
      remedy: 'rename it',
    };
  }
  const source = document.source(path);
  const received =
    typeof issue.received === 'number' ? (source ?? issue.received) : quoted(issue.received);
  return {
    ...document.place(path, 'value'),
    message: `${subject(path)} must be ${words}, not ${received}`,
    remedy: valueRemedy(issue, key, source),
  };
}

function subject(path: Path): string {
  const key = path.at(-1);
  if (key === undefined) return 'the definition';
  return typeof key === 'number' ? `an item of ${code(String(path.at(-2)))}` : code(key);
}

function missingRemedy(key: string): string {
  if (key === 'stages')
    return 'add `stages:` with at least one stage; `stagetime init` writes a start';
  if (key === 'run') return 'add `run:` with the command of the stage';
  return `add ${code(`${key}:`)}`;
}

function valueRemedy(issue: Issue, key: string, source: string | undefined): string {
  const { received, words } = issue;
  if (issue.path.length === 0) {
    return 'begin with `stages:`; `stagetime init` writes a definition to start from';
  }
  if (received === null) return 'give it a value, or remove the key';
  if (issue.type === 'string' && (typeof received === 'number' || typeof received === 'boolean')) {
    if (words.includes('duration')) return `add the unit, as in ${code(`${key}: ${source}s`)}`;
    return `put it in quotes: ${code(`${key}: "${source}"`)}`;
  }
  if (issue.type === 'boolean' && typeof received === 'string') {
    if (/^(?:yes|on|y)$/i.test(received)) return 'write `true`';
    if (/^(?:no|off|n)$/i.test(received)) return 'write `false`';
  }
  if (issue.type === 'number' && typeof received === 'string' && /^\d+$/.test(received)) {
    return 'write the number without quotes';
  }
  if (issue.options !== undefined && typeof received === 'string') {
    const meant = nearest(received, issue.options);
    if (meant !== undefined) return `did you mean ${code(meant)}?`;
  }
  return `write ${words}`;
}
