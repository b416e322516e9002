/**
 * Which requests are the same request. The identity is what decides the answer; an entry's key is the
 * identity and `nth`, the ordinal among equal requests of a run, so that sampled repeats replay in order.
 */
import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { LlmBypassReason } from '../../record/llm-numbers.ts';
import { isObject } from '../../util/objects.ts';
import type { Endpoint } from './endpoints.ts';

/** Changes when the meaning of a key does. */
const VERSION = 1;

/** A request, read to its end. */
export interface KeyedRequest {
  readonly endpoint: Exclude<Endpoint, 'other'>;
  readonly method: string;
  /** Of the upstream, such as `https://api.openai.com`. */
  readonly origin: string;
  /** As the upstream gets it, with the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}

export interface KeyOptions {
  /** The user's own part of every key. */
  readonly salt: string;
  /** What counts as equal in every text of a body: dates, ids. */
  readonly ignore: readonly RegExp[];
}

export type RequestIdentity =
  | {
      readonly kind: 'identity';
      readonly identity: string;
      /** Equal requests have equal answers: temperature 0, a seed, or nothing to sample. */
      readonly deterministic: boolean;
      readonly model?: string;
    }
  | { readonly kind: 'bypass'; readonly reason: LlmBypassReason };

/** Fields of a body that do not decide the answer. */
const IRRELEVANT = new Set([
  'user',
  'metadata',
  'store',
  'keep_alive',
  'prompt_cache_key',
  'safety_identifier',
  'service_tier',
]);

const VERSION_HEADERS = ['anthropic-version', 'anthropic-beta', 'openai-beta'];

/** Parameters of a query that authenticate rather than ask. */
const SECRET_PARAMETER =
  /(^|[-_.])(key|apikey|token|secret|password|auth|sig|signature|credential)$/i;

/** Larger bodies count as they are, in bytes: canonicalizing this much takes about 25 ms. */
const CANONICAL_BYTES = 4 << 20;

/** Identity of a request, or why it has none. */
export function identify(request: KeyedRequest, options: KeyOptions): RequestIdentity {
  const url = new URL(request.path, 'http://upstream');
  const parts = [
    VERSION,
    options.salt,
    request.origin,
    url.pathname,
    request.method,
    parametersOf(url),
    VERSION_HEADERS.map(name => request.headers[name] ?? null),
  ];
  if (request.method === 'GET') return identityOf(parts, '', true);
  const body = parse(request.body);
  if (body === undefined) return { kind: 'bypass', reason: 'not-json' };
  if (isStateful(body)) return { kind: 'bypass', reason: 'stateful' };
  const deterministic = request.endpoint !== 'answer' || hasFixedSampling(body);
  return {
    ...identityOf(parts, canonicalBody(request.body, body, options.ignore), deterministic),
    ...(typeof body.model === 'string' && { model: body.model }),
  };
}

/** Key of the entry for the `nth` of the requests with this identity in a run. */
export function entryKey(identity: string, nth: number): string {
  return hash('sha256', `${identity}\n${nth}`);
}

function identityOf(parts: readonly unknown[], body: string, deterministic: boolean) {
  const identity = hash('sha256', `${JSON.stringify(parts)}\n${body}`);
  return { kind: 'identity', identity, deterministic } as const;
}

function parametersOf(url: URL): readonly (readonly [string, string])[] {
  const parameters = [...url.searchParams].filter(([name]) => !SECRET_PARAMETER.test(name));
  return parameters.sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
}

type JsonObject = Readonly<Record<string, unknown>>;

function parse(body: Buffer): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(body.toString());
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isStateful(body: JsonObject): boolean {
  const refers = (body.previous_response_id ?? body.conversation ?? null) !== null;
  return refers || body.background === true;
}

/** Ollama has its sampling parameters in `options`, Gemini in `generationConfig`. */
function hasFixedSampling(body: JsonObject): boolean {
  const places = [body, body.options, body.generationConfig].filter(isObject);
  return places.some(({ temperature, seed }) => temperature === 0 || typeof seed === 'number');
}

/** RFC 8785 without what does not count; the bytes themselves where JSON would lose a difference. */
function canonicalBody(bytes: Buffer, body: JsonObject, ignore: readonly RegExp[]): string {
  const relevant = Object.entries(body).filter(([name]) => !IRRELEVANT.has(name));
  try {
    if (bytes.length <= CANONICAL_BYTES) {
      const canonical = canonicalize(comparable(Object.fromEntries(relevant), ignore));
      if (canonical !== undefined) return `canonical\n${canonical}`;
    }
  } catch {
    // Half of a surrogate pair, an integer above 2^53, or more depth than the stack allows.
  }
  return `bytes\n${without(bytes.toString('latin1'), ignore)}`;
}

/** The value without what is ignored; throws on a number that stands for several. */
function comparable(value: unknown, ignore: readonly RegExp[]): unknown {
  if (typeof value === 'string') return without(value, ignore);
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw new Error('the number may have lost digits');
  }
  if (Array.isArray(value)) return value.map(item => comparable(item, ignore));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([name, item]) => [name, comparable(item, ignore)]);
  return Object.fromEntries(entries);
}

function without(text: string, ignore: readonly RegExp[]): string {
  return ignore.reduce((rest, pattern) => rest.replaceAll(everywhere(pattern), '\0'), text);
}

function everywhere({ source, flags }: RegExp): RegExp {
  return new RegExp(source, flags.includes('g') ? flags : `${flags}g`);
}
