/** What the privileged part is asked for, by one line of JSON on its standard input, and what it answers. */
import * as v from 'valibot';
import type { Begun, Captured, NotDone, Recovered, Restored } from './port/port.ts';

const absolute = v.pipe(v.string(), v.regex(/^\/(?!.*(?:^|\/)\.\.?(?:\/|$))[^\0]*$/));
const roots = v.array(absolute);

/** The machine's root is `/`; in tests it is a folder. */
const root = absolute;

const requestSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('recover'), root }),
  v.strictObject({
    kind: v.literal('begin'),
    root,
    roots,
    exclude: roots,
    documentation: v.boolean(),
    locale: v.optional(v.string()),
  }),
  v.strictObject({
    kind: v.literal('capture'),
    root,
    watch: v.pipe(v.string(), v.uuid()),
    file: absolute,
    secrets: v.array(v.string()),
    maxBytes: v.number(),
    /** Who is to own the archive. */
    uid: v.number(),
    gid: v.number(),
  }),
  v.strictObject({
    kind: v.literal('restore'),
    root,
    file: absolute,
    roots,
    exclude: roots,
    maxBytes: v.number(),
  }),
]);

export type WorkerRequest = v.InferOutput<typeof requestSchema>;
export type WorkerAnswer = Recovered | Begun | Captured | Restored | NotDone;

/** The first line that the worker prints: it was started, and is root where that is asked for. */
export const STARTED = 'stagetime-machine-worker';

/** Throws where it is not a request. */
export function parseRequest(text: string): WorkerRequest {
  return v.parse(requestSchema, JSON.parse(text));
}
