/**
 * One stage text for many: a stage with a `matrix` stands for a stage for each combination of the matrix's values.
 * They are written out before anything is checked, so that everything else sees plain stages; what is found wrong
 * with one of them stands where the text does.
 */
import * as v from 'valibot';
import { isObject } from '../util/objects.ts';
import { code, type LocatedProblem } from './document/problems.ts';
import type { Path, YamlDocument } from './document/yaml.ts';
import { matrix as matrixSchema } from './schema/matrix.ts';

/** More stages than this no pipeline is made of. */
const MOST_LEGS = 256;
/** `${{ matrix.KEY }}`, spaces or not. */
const REFERENCE = /\$\{\{\s*matrix\.([A-Za-z0-9_-]+)\s*\}\}/g;

/** A document without matrices, and what is wrong with those that it had. */
export interface Expanded {
  readonly document: YamlDocument;
  readonly problems: readonly LocatedProblem[];
  /** Of these matrices nobody knows what they stand for. */
  readonly unread: readonly Path[];
  /** Of what is wrong with stages of one text, the same fault is said once. */
  readonly once: (problems: readonly LocatedProblem[]) => readonly LocatedProblem[];
}

type Written = Readonly<Record<string, unknown>>;
type Values = Readonly<Record<string, string>>;
type Matrix = v.InferOutput<typeof matrixSchema>;

/** A stage that is made of a written one. */
interface Leg {
  readonly id: string;
  readonly values: Values;
}

/** The document with each matrix written out; one that is not as it should be stays, for the schema to refuse. */
export function expandMatrices(document: YamlDocument): Expanded {
  const { data } = document;
  const unchanged: Expanded = { document, problems: [], unread: [], once: found => found };
  if (!isObject(data) || !isObject(data.stages)) return unchanged;
  const written = data.stages;
  const ids = document.keys(['stages']);
  const matrices = new Map(ids.flatMap(id => matrixOf(id, written[id])));
  if (matrices.size === 0) return unchanged;

  const problems: LocatedProblem[] = [];
  const unread: Path[] = [];
  const legs = new Map<string, readonly Leg[]>();
  for (const [id, matrix] of matrices) {
    const count = Object.values(matrix).reduce((product, values) => product * values.length, 1);
    if (count > MOST_LEGS) {
      problems.push(tooMany(document, id, count));
      unread.push(['stages', id, 'matrix']);
    } else legs.set(id, legsOf(id, matrix));
  }
  const origin = new Map<string, string>();
  const stages: Record<string, unknown> = Object.create(null);
  const add = (id: string, from: string, stage: unknown): void => {
    const other = origin.get(id);
    if (other !== undefined) problems.push(sameId(document, from, id, other));
    origin.set(id, from);
    stages[id] = needsExpanded(stage, legs);
  };
  for (const id of ids) {
    const [first, ...more] = legs.get(id) ?? [];
    if (first === undefined) {
      add(id, id, written[id]);
      continue;
    }
    const unknown = unknownKeys(document, ['stages', id], written[id], first.values);
    problems.push(...unknown);
    for (const leg of [first, ...more]) {
      add(leg.id, id, stageOf(written[id] as Written, id, leg));
      if (unknown.length > 0) unread.push(['stages', leg.id, 'matrix']);
    }
  }
  const home = (path: Path): Path => {
    const [first, id, ...rest] = path;
    const from = first === 'stages' ? origin.get(String(id)) : undefined;
    return from === undefined ? path : ['stages', from, ...rest];
  };
  return {
    problems,
    unread,
    once: firstOfEachPlace,
    document: {
      data: { ...data, stages },
      place: (path, part) => document.place(home(path), part),
      source: path => document.source(home(path)),
      keys: path =>
        path.length === 1 && path[0] === 'stages' ? [...origin.keys()] : document.keys(home(path)),
    },
  };
}

/** The stages of a matrix name themselves in what is said of them, so that only the place is the same. */
function firstOfEachPlace(problems: readonly LocatedProblem[]): readonly LocatedProblem[] {
  const seen = new Set<string>();
  return problems.filter(({ line, column }) => {
    const place = `${line}:${column}`;
    const isFirst = !seen.has(place);
    seen.add(place);
    return isFirst;
  });
}

function matrixOf(id: string, stage: unknown): readonly [string, Matrix][] {
  return isObject(stage) && v.is(matrixSchema, stage.matrix) ? [[id, stage.matrix]] : [];
}

function legsOf(id: string, matrix: Matrix): readonly Leg[] {
  const combinations = Object.entries(matrix).reduce<readonly Values[]>(
    (all, [key, values]) =>
      all.flatMap(before => values.map(value => ({ ...before, [key]: String(value) }))),
    [{}],
  );
  return combinations.map(values => ({
    id: [id, ...Object.values(values).map(idPart)].join('-'),
    values,
  }));
}

/** A value as part of an id: `papers/a b.tex` is `papers-a-b.tex`. */
function idPart(value: string): string {
  return value.replace(/[^A-Za-z0-9_.-]+/g, '-').replace(/^-+|-+$/g, '');
}

function stageOf({ matrix: _, ...stage }: Written, id: string, leg: Leg): Written {
  const filled = fill(stage, leg.values) as Written;
  const { name, tags } = filled;
  const isNamed = typeof name === 'string' && name !== stage.name;
  const title = typeof name === 'string' ? name : id;
  return {
    ...filled,
    name: isNamed ? name : `${title} (${Object.values(leg.values).join(', ')})`,
    // All of them are chosen together by the id that is written.
    ...(Array.isArray(tags) || tags === undefined
      ? { tags: [...(tags ?? []), id] }
      : { tags: [tags, id] }),
  };
}

/** The value with what the matrix says in place of each reference, in values and in keys alike. */
function fill(value: unknown, values: Values): unknown {
  if (typeof value === 'string') {
    return value.replace(REFERENCE, (reference, key: string) => values[key] ?? reference);
  }
  if (Array.isArray(value)) return value.map(item => fill(item, values));
  if (!isObject(value)) return value;
  const filled: Record<string, unknown> = Object.create(null);
  for (const [key, item] of Object.entries(value)) filled[key] = fill(item, values);
  return filled;
}

/** Who needs a stage with a matrix needs every stage that is made of it. */
function needsExpanded(stage: unknown, legs: ReadonlyMap<string, readonly Leg[]>): unknown {
  if (!isObject(stage)) return stage;
  const { needs } = stage;
  const list = typeof needs === 'string' ? [needs] : needs;
  if (!Array.isArray(list) || !list.some(need => legs.has(need))) return stage;
  return { ...stage, needs: list.flatMap(need => legs.get(need)?.map(({ id }) => id) ?? [need]) };
}

function unknownKeys(
  document: YamlDocument,
  path: Path,
  value: unknown,
  values: Values,
): readonly LocatedProblem[] {
  if (typeof value === 'string') {
    const names = [...value.matchAll(REFERENCE)].map(([, name = '']) => name);
    return [...new Set(names)]
      .filter(name => !Object.hasOwn(values, name))
      .map(name => ({
        ...document.place(path, 'value'),
        message: `the matrix of this stage has no ${code(name)}`,
        remedy: `write one of ${Object.keys(values).map(code).join(', ')}, or add it to \`matrix\``,
      }));
  }
  if (typeof value !== 'object' || value === null) return [];
  const entries: readonly [string | number, unknown][] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  return entries.flatMap(([key, item]) => unknownKeys(document, [...path, key], item, values));
}

function sameId(document: YamlDocument, from: string, id: string, other: string): LocatedProblem {
  return {
    ...document.place(['stages', from], 'key'),
    message: `the matrix makes the stage ${code(id)} a second time${other === from ? '' : `, beside ${code(other)}`}`,
    remedy: 'let the values differ in letters or digits, or rename a stage',
  };
}

function tooMany(document: YamlDocument, id: string, count: number): LocatedProblem {
  return {
    ...document.place(['stages', id, 'matrix'], 'value'),
    message: `the matrix makes ${count} stages, more than ${MOST_LEGS}`,
    remedy: 'leave values out, or split the stage',
  };
}
