/** Whether a document has the shape of a definition; every fault with its place and a remedy. */
import * as v from 'valibot';
import { nearest } from '../../util/nearest.ts';
import { isObject } from '../../util/objects.ts';
import { code, type LocatedProblem, quoted } from '../document/problems.ts';
import { isUnread, withoutPaths } from '../document/unread.ts';
import type { Path, YamlDocument } from '../document/yaml.ts';
import { type Definition, definitionSchema } from './schema.ts';

/** What is wrong with the shape of a document, and what can be read of it all the same. */
export interface Shaped {
  readonly problems: readonly LocatedProblem[];
  /** Absent where there is nothing to go on with. */
  readonly readable?: Readable;
}

/** A definition of the right shape, with the document that it is of. */
export interface Readable {
  readonly definition: Definition;
  readonly document: YamlDocument;
  /** What is not in it, because it could not be read. */
  readonly unread: readonly Path[];
}

/** More than this much is not the mistake of somebody who wants to know what else there is. */
const MOST_UNREAD = 1_000;
/** What lacks a key is taken out whole, which may leave what holds it without one. */
const MOST_ROUNDS = 4;
/** The command of a stage whose own cannot be read: it is looked at, and never run. */
const NO_COMMAND = ':';

/** Checks a document against the schema of the definition; `unread` is what was taken out of it before. */
export function checkShape(document: YamlDocument, unread: readonly Path[] = []): Shaped {
  const { misfits: found, issues, definition } = faultsOf(document);
  const told = <T extends { readonly path: Path }>({ path }: T) => !isUnread(unread, path);
  const missing = issues.filter(isMissing).filter(({ path }) => !isMisspelt(path, found));
  const problems = [
    ...found.filter(told).map(misfit => misfitProblem(document, misfit)),
    ...[...issues.filter(issue => !isMissing(issue)), ...missing]
      .filter(told)
      .map(issue => issueProblem(document, issue)),
  ];
  if (definition !== undefined) return { problems, readable: { definition, document, unread } };
  if (found.length + issues.length > MOST_UNREAD) return { problems };
  const gaps = [...found.flatMap(unreadOf(document)), ...issues.map(({ path }) => path)];
  const readable = readWithout({ document, unread }, [], gaps);
  return { problems, ...(readable !== undefined && { readable }) };
}

/**
 * What can be read without the values at `paths`, and without those that do not fit; nothing where that is
 * too little to go on with. `unread`: what more nobody knows then.
 */
export function readWithout(
  { document, unread: before }: Pick<Readable, 'document' | 'unread'>,
  paths: readonly Path[],
  more: readonly Path[] = paths,
): Readable | undefined {
  const unread = [...before, ...more];
  if (unread.length > MOST_UNREAD) return undefined;
  const read = readWhatFits(withoutPaths(document, paths), MOST_ROUNDS);
  return read && { ...read, unread };
}

interface ShapeFaults {
  readonly misfits: readonly Misfit[];
  readonly issues: readonly Issue[];
}

function faultsOf(document: YamlDocument): ShapeFaults & { readonly definition?: Definition } {
  const found = misfits(definitionSchema, document.data, []);
  const result = v.safeParse(definitionSchema, document.data);
  if (result.success && found.length === 0) {
    return { misfits: [], issues: [], definition: result.output };
  }
  const lists = found.filter(misfit => misfit.kind === 'list').map(misfit => misfit.path);
  const issues = (result.issues ?? [])
    .filter(issue => issue.expected !== 'never')
    .flatMap(innermost)
    .filter(({ path }) => !lists.some(list => list.every((key, i) => path[i] === key)));
  return { misfits: found, issues };
}

function readWhatFits(
  document: YamlDocument,
  rounds: number,
): Omit<Readable, 'unread'> | undefined {
  const filled = withPlaceholders(document);
  const { definition, ...faults } = faultsOf(filled);
  if (definition !== undefined) return { definition, document: filled };
  const left = rounds === 0 ? undefined : withoutFaults(filled, faults);
  return left && readWhatFits(left, rounds - 1);
}

/** Nothing where the fault is in what holds everything. */
function withoutFaults(
  document: YamlDocument,
  { misfits: found, issues }: ShapeFaults,
): YamlDocument | undefined {
  const paths = [
    ...found.map(({ path }) => path),
    ...issues.map(issue => (isMissing(issue) ? issue.path.slice(0, -1) : issue.path)),
  ];
  const isAll = paths.some(
    path => path.length === 0 || (path.length === 1 && path[0] === 'stages'),
  );
  return isAll ? undefined : withoutPaths(document, paths);
}

/** A setup or a stage is there even where nothing of it can be read: others may need it. */
function withPlaceholders(document: YamlDocument): YamlDocument {
  const { data } = document;
  if (!isObject(data)) return document;
  const filled: Record<string, unknown> = { ...data };
  for (const part of ['setup', 'stages']) {
    const entries = data[part];
    if (isObject(entries)) filled[part] = withCommands(entries);
  }
  return { ...document, data: filled };
}

function withCommands(entries: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const filled: Record<string, unknown> = Object.create(null);
  for (const [id, entry] of Object.entries(entries)) {
    const keys = isObject(entry) ? entry : {};
    filled[id] = Object.hasOwn(keys, 'run') ? keys : { ...keys, run: NO_COMMAND };
  }
  return filled;
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
  return {
    ...place,
    message: `unknown key ${code(key)}`,
    remedy: () => {
      const meant = meantKey(key, misfit.known);
      if (meant === undefined) return `remove it; known here: ${misfit.known.join(', ')}`;
      return `did you mean ${code(meant)}?`;
    },
  };
}

/** The known key that somebody may have meant. */
function meantKey(key: string, known: readonly string[]): string | undefined {
  const other = Object.hasOwn(OTHER_WORDS, key) ? OTHER_WORDS[key] : undefined;
  return other !== undefined && known.includes(other) ? other : nearest(key, known);
}

/** Whether one of the misfits is meant for the key at this path. */
function isMisspelt(path: Path, found: readonly Misfit[]): boolean {
  const [key, ...mapping] = path.toReversed();
  return found.some(
    misfit =>
      misfit.kind === 'unknown-key' &&
      misfit.path.length === path.length &&
      mapping.toReversed().every((one, i) => one === misfit.path[i]) &&
      meantKey(String(misfit.path.at(-1)), misfit.known) === key,
  );
}

/** What nobody knows because of a misfit: of an unknown key, what it was meant for. */
function unreadOf({ data }: YamlDocument): (misfit: Misfit) => readonly Path[] {
  return misfit => {
    if (misfit.kind !== 'unknown-key') return [misfit.path];
    const { path, known } = misfit;
    const mapping = path.slice(0, -1);
    const written = Object.keys(valueAt(data, mapping) ?? {});
    const meant = meantKey(String(path.at(-1)), known);
    const candidates = meant === undefined ? known : [meant];
    return candidates.filter(key => !written.includes(key)).map(key => [...mapping, key]);
  };
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null
        ? (value as Record<string | number, unknown>)[key]
        : undefined,
    data,
  );
}

/** Whether it is about a key that is not there. */
function isMissing({ aboutKey, type }: Issue): boolean {
  return aboutKey && type === 'strict_object';
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

/** Of a union, the issues that lie deepest: in a list, its wrong items. */
function innermost(issue: v.BaseIssue<unknown>): readonly Issue[] {
  const inner = (issue.issues ?? []).filter(sub => (sub.path?.length ?? 0) > 0);
  return inner.length === 0 ? [toIssue(issue)] : inner.map(sub => toIssue(issue, sub));
}

function toIssue(issue: v.BaseIssue<unknown>, inner?: v.BaseIssue<unknown>): Issue {
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
  if (isMissing(issue)) {
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
