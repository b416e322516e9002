/** A stored reply as text. It comes from a cache, so what is read back is data to be judged. */
import { isUtf8 } from 'node:buffer';
import { hash } from 'node:crypto';
import * as v from 'valibot';
import type { Usage } from './reply-reader.ts';

/** The reply to a request, with the pieces it came in. */
export interface StoredReply {
  readonly headers: Readonly<Record<string, string>>;
  readonly chunks: readonly Buffer[];
  /** From request to end of reply. */
  readonly upstreamMs: number;
  readonly usage?: Usage;
}

/** All else may tell who asked: organizations, request ids, cookies. */
const STORED_HEADERS = ['content-type', 'openai-version'];

const size = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));

const entrySchema = v.strictObject({
  schema: v.literal(1),
  key: v.string(),
  /** Of the reply's bytes. */
  sum: v.string(),
  headers: v.record(v.picklist(STORED_HEADERS), v.pipe(v.string(), v.regex(/^[\x20-\x7e]*$/))),
  upstreamMs: amount,
  usage: v.exactOptional(v.strictObject({ input: size, output: size })),
  /** Sizes of the pieces that the reply came in. */
  sizes: v.array(size),
  encoding: v.picklist(['utf8', 'base64']),
  body: v.string(),
});

/** The headers of a reply that are stored with it. */
export function storedHeaders(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): Record<string, string> {
  const found = STORED_HEADERS.flatMap(name => {
    const value = headers[name];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  return Object.fromEntries(found);
}

/** An entry's text. */
export function encodeEntry(key: string, reply: StoredReply): string {
  const { chunks, ...rest } = reply;
  const bytes = Buffer.concat(chunks);
  const encoding = isUtf8(bytes) ? 'utf8' : 'base64';
  const entry: v.InferInput<typeof entrySchema> = {
    schema: 1,
    key,
    sum: hash('sha256', bytes),
    ...rest,
    sizes: chunks.map(chunk => chunk.length),
    encoding,
    body: bytes.toString(encoding),
  };
  return JSON.stringify(entry);
}

/** The reply in an entry's text; undefined where it is not the entry for this key, whole. */
export function decodeEntry(key: string, text: string): StoredReply | undefined {
  const entry = parse(text);
  if (entry === undefined || entry.key !== key) return undefined;
  const bytes = Buffer.from(entry.body, entry.encoding);
  const total = entry.sizes.reduce((sum, part) => sum + part, 0);
  if (total !== bytes.length || hash('sha256', bytes) !== entry.sum) return undefined;
  const { headers, upstreamMs, usage } = entry;
  return {
    headers,
    chunks: split(bytes, entry.sizes),
    upstreamMs,
    ...(usage !== undefined && { usage }),
  };
}

function parse(text: string): v.InferOutput<typeof entrySchema> | undefined {
  try {
    const result = v.safeParse(entrySchema, JSON.parse(text));
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}

function split(bytes: Buffer, sizes: readonly number[]): readonly Buffer[] {
  let end = 0;
  return sizes.map(length => {
    end += length;
    return bytes.subarray(end - length, end);
  });
}
