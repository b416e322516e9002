/** A stage's stored result. It comes from a cache, so it is data to be judged. */
import * as v from 'valibot';
import type { FingerprintParts } from '../../pipeline/fingerprint.ts';
import type { CollectedFile } from '../files/hash-files.ts';
import { faultOfPath } from '../files/paths.ts';

const text = v.string();
const path = v.pipe(
  v.string(),
  v.check(value => faultOfPath(value) === undefined),
);
const file = v.object({
  kind: v.literal('file'),
  path,
  executable: v.boolean(),
  hash: text,
  mode: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0o777)),
  size: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
});
const link = v.object({ kind: v.literal('link'), path, target: text });
const folder = v.object({
  kind: v.literal('folder'),
  path,
  mode: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0o777)),
});
/** How a file, link or folder is written down. */
export const storedOutputSchema = v.variant('kind', [file, link, folder]);

/** Inputs and outputs of needs in a fingerprint: never written, so their paths may be any. */
const state = v.variant('kind', [
  v.object({ kind: v.literal('file'), path: text, executable: v.boolean(), hash: text }),
  v.object({ kind: v.literal('link'), path: text, target: text, hash: v.exactOptional(text) }),
  v.object({ kind: v.literal('folder'), path: text }),
]);

const parts = v.object({
  command: text,
  shell: v.nullable(text),
  workingDirectory: text,
  platform: text,
  inputs: v.array(state),
  outputs: v.array(text),
  environment: v.record(text, v.nullable(text)),
  tools: v.record(text, text),
  needs: v.array(
    v.variant('kind', [
      v.object({ kind: v.literal('outputs'), stage: text, files: v.array(state) }),
      v.object({ kind: v.literal('fingerprint'), stage: text, fingerprint: text }),
    ]),
  ),
  models: v.record(text, text),
});

const resultSchema = v.object({
  schema: v.literal(1),
  stage: text,
  fingerprint: text,
  /** What the stage took when it ran: what reuse saves. */
  durationMs: v.pipe(v.number(), v.finite(), v.minValue(0)),
  /** Evidence files among them. */
  outputs: v.array(storedOutputSchema),
  /** What stood where it writes before it ran: the result is good only where the same does. */
  given: v.exactOptional(v.array(storedOutputSchema)),
  /** What the fingerprint was made from. */
  parts,
  /** It was found later that another stage writes to the same files: it must not be used. */
  withdrawn: v.exactOptional(v.literal(true)),
});

/** A file or link by content, or a folder that held neither. */
export type StoredOutput = CollectedFile | v.InferOutput<typeof folder>;

export type StoredResult = Readonly<
  Omit<v.InferOutput<typeof resultSchema>, 'outputs' | 'given' | 'parts'> & {
    outputs: readonly StoredOutput[];
    given?: readonly StoredOutput[];
    parts: FingerprintParts;
  }
>;

export type ParsedResult =
  | { readonly ok: true; readonly result: StoredResult }
  | { readonly ok: false };

/** Reads a stored result, which must be that of the stage. */
export function parseResult(json: string, stage: string): ParsedResult {
  const refused = { ok: false } as const;
  try {
    const parsed = v.safeParse(resultSchema, JSON.parse(json));
    if (!parsed.success) return refused;
    const isAsked = parsed.output.stage === stage;
    return isAsked ? { ok: true, result: parsed.output } : refused;
  } catch {
    return refused;
  }
}
