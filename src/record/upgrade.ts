/** Records of earlier schemas as this one has them, so that a history outlives an update. */
import { isObject } from '../util/objects.ts';

/** The schema of run records and histories that this version writes; it reads all from 1 on. */
export const RECORD_SCHEMA = 2;

type Fields = Readonly<Record<string, unknown>>;

/** What follows from one schema to the next, the first from 1 to 2. */
const STEPS: readonly ((record: Fields) => Fields)[] = [
  record => ({
    ...record,
    schema: 2,
    ...changed(record, 'stages', each(stageWithFacts)),
    ...changed(record, 'comparison', comparisonWithFacts),
    ...changed(record, 'notices', list => (Array.isArray(list) ? list.map(said) : list)),
    ...changed(record, 'caches', each(cacheWithFacts)),
  }),
];

/** A record of whatever schema as the newest; what is none is left as it is, for a validator to refuse. */
export function upgraded(data: unknown): unknown {
  if (!isObject(data) || !isEarlier(data.schema)) return data;
  return STEPS.slice(data.schema - 1).reduce<Fields>((record, step) => step(record), data);
}

/** Whether a history of this schema can be read. */
export function isKnownSchema(schema: unknown): boolean {
  return schema === RECORD_SCHEMA || isEarlier(schema);
}

function isEarlier(schema: unknown): schema is number {
  return Number.isInteger(schema) && Number(schema) >= 1 && Number(schema) < RECORD_SCHEMA;
}

/** Schema 1 had sentences where facts are now. */
function said(text: unknown): unknown {
  return typeof text === 'string' ? { kind: 'said', text } : text;
}

/** What was said of a cache in one string, of restoring and of saving together, stays as it was said. */
function cacheWithFacts({ reason, ...cache }: Fields): Fields {
  return reason === undefined ? cache : { ...cache, restoring: said(reason) };
}

function stageWithFacts(stage: Fields): Fields {
  return {
    ...stage,
    ...changed(stage, 'reason', said),
    ...changed(stage, 'notPaired', fields(notPairedWithFacts)),
  };
}

function notPairedWithFacts(notPaired: Fields): Fields {
  return { ...notPaired, ...changed(notPaired, 'why', said) };
}

const comparisonWithFacts = fields(comparison => ({
  ...comparison,
  ...changed(comparison, 'stages', each(judgementWithFacts)),
  ...changed(comparison, 'total', fields(judgementWithFacts)),
}));

function judgementWithFacts(judgement: Fields): Fields {
  return {
    ...judgement,
    ...changed(judgement, 'reason', said),
    ...changed(judgement, 'baseline', fields(baselineWithFacts)),
    ...changed(judgement, 'accepted', accepted =>
      accepted === true ? { kind: 'said' } : undefined,
    ),
  };
}

function baselineWithFacts(baseline: Fields): Fields {
  return { ...baseline, ...changed(baseline, 'stratum', said) };
}

/** The one field as the change makes it; nothing where it is absent, before or after. */
function changed(of: Fields, key: string, change: (value: unknown) => unknown): Fields {
  return Object.hasOwn(of, key) ? { [key]: change(of[key]) } : {};
}

function fields(change: (of: Fields) => Fields): (value: unknown) => unknown {
  return value => (isObject(value) ? change(value) : value);
}

function each(change: (of: Fields) => Fields): (value: unknown) => unknown {
  return value => (Array.isArray(value) ? value.map(fields(change)) : value);
}
