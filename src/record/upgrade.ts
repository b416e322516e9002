/** Records of earlier schemas as this one has them, so that a history outlives an update. */
import { isObject } from '../util/objects.ts';

/** The schema of run records and histories that this version writes; it reads all from 1 on. */
export const RECORD_SCHEMA = 2;

/** What follows from one schema to the next, the first from 1 to 2. */
const STEPS: readonly ((record: Readonly<Record<string, unknown>>) => Record<string, unknown>)[] = [
  record => ({
    ...record,
    schema: 2,
    ...changed(record, 'stages', each(withSaidReason)),
    ...changed(record, 'notices', list => (Array.isArray(list) ? list.map(said) : list)),
  }),
];

/** A record of whatever schema as the newest; what is none is left as it is, for a validator to refuse. */
export function upgraded(data: unknown): unknown {
  if (!isObject(data) || !isEarlier(data.schema)) return data;
  return STEPS.slice(data.schema - 1).reduce<Record<string, unknown>>(
    (record, step) => step(record),
    data,
  );
}

/** Whether a history of this schema can be read. */
export function isKnownSchema(schema: unknown): boolean {
  return schema === RECORD_SCHEMA || isEarlier(schema);
}

/** A string of schema 1 where there is a fact now. */
function said(text: unknown): unknown {
  return typeof text === 'string' ? { kind: 'said', text } : text;
}

function withSaidReason(item: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { ...item, ...changed(item, 'reason', said) };
}

/** The entry of this name as `change` makes it; nothing where there is none. */
function changed(
  owner: Readonly<Record<string, unknown>>,
  name: string,
  change: (value: unknown) => unknown,
): Record<string, unknown> {
  return Object.hasOwn(owner, name) ? { [name]: change(owner[name]) } : {};
}

function each(change: (item: Readonly<Record<string, unknown>>) => unknown) {
  return (list: unknown): unknown =>
    Array.isArray(list) ? list.map(item => (isObject(item) ? change(item) : item)) : list;
}

function isEarlier(schema: unknown): schema is number {
  return Number.isInteger(schema) && Number(schema) >= 1 && Number(schema) < RECORD_SCHEMA;
}
