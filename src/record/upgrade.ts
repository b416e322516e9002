/** Records of earlier schemas as this one has them, so that a history outlives an update. */
import { isObject } from '../util/objects.ts';

/** The schema of run records and histories that this version writes; it reads all from 1 on. */
export const RECORD_SCHEMA = 2;

/** What follows from one schema to the next, the first from 1 to 2. */
const STEPS: readonly ((record: Readonly<Record<string, unknown>>) => Record<string, unknown>)[] = [
  record => ({
    ...record,
    schema: 2,
    ...(Array.isArray(record.caches) && { caches: record.caches.map(cacheWithFacts) }),
  }),
];

/** What was said of a cache in one string, of restoring and of saving together, stays as it was said. */
function cacheWithFacts(cache: unknown): unknown {
  if (!isObject(cache) || typeof cache.reason !== 'string') return cache;
  const { reason: text, ...rest } = cache;
  return { ...rest, restoring: { kind: 'said', text } };
}

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

function isEarlier(schema: unknown): schema is number {
  return Number.isInteger(schema) && Number(schema) >= 1 && Number(schema) < RECORD_SCHEMA;
}
