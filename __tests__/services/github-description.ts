/**
 * GitHub's own OpenAPI description as the judge of a local double: what it is asked, and what it
 * answers, has to fit. `npm run openapi` makes the description's file.
 */
import { readFileSync } from 'node:fs';
import addFormats from 'ajv-formats';
import { OpenAPIBackend, type ParsedRequest } from 'openapi-backend';
import type { ServiceRequest } from './http-service.ts';

/** A request that fits the description. */
export interface Call {
  readonly operation: string;
  readonly path: string;
  /** From the path. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  // biome-ignore lint/suspicious/noExplicitAny: its shape was checked against the description
  readonly body: any;
}

/** What the description says of a request. */
export type Judged =
  | { readonly kind: 'call'; readonly call: Call }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'invalid'; readonly operation: string; readonly problems: readonly string[] };

/** An answer without the parts that no rule of the double decides. */
export type Partial = { readonly [key: string]: unknown } | readonly unknown[];

let loaded: Promise<GitHubDescription> | undefined;

/** The description, read and compiled once a process. */
export function loadDescription(): Promise<GitHubDescription> {
  loaded ??= (async () => {
    const file = new URL('./github-openapi.json', import.meta.url);
    const api = new OpenAPIBackend({
      definition: JSON.parse(readFileSync(file, 'utf8')),
      quick: true,
      coerceTypes: true,
      ajvOpts: { strict: false },
      customizeAjv: ajv => addFormats.default(ajv),
    });
    return new GitHubDescription(await api.init());
  })();
  return loaded;
}

export class GitHubDescription {
  readonly #api: OpenAPIBackend;
  readonly #examples = new Map<string, unknown>();

  constructor(api: OpenAPIBackend) {
    this.#api = api;
  }

  judge(request: ServiceRequest): Judged {
    const parsed = {
      method: request.method,
      path: withOneSegmentRef(request.url.pathname),
      query: Object.fromEntries(request.url.searchParams),
      headers: Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      ),
      body: request.body.length === 0 ? undefined : request.body.toString(),
    };
    const operation = this.#api.matchOperation(parsed);
    if (operation?.operationId === undefined) return { kind: 'unknown' };
    const { operationId } = operation;
    const { errors } = this.#api.validateRequest(parsed, operation);
    if (errors) {
      const problems = errors.map(error => `${error.instancePath} ${error.message}`);
      return { kind: 'invalid', operation: operationId, problems };
    }
    const { params, requestBody }: ParsedRequest = this.#api.router.parseRequest(parsed, operation);
    const decoded = Object.entries(params).map(([name, value]) => [name, String(value)]);
    const call = {
      operation: operationId,
      path: request.url.pathname,
      params: Object.fromEntries(decoded),
      query: parsed.query,
      body: requestBody,
    };
    return { kind: 'call', call };
  }

  /**
   * A whole answer around a part of one: what the part leaves open is made up from the description.
   * Throws when the result does not fit, because then the double is wrong.
   */
  answer(operation: string, status: number, part: Partial): unknown {
    const whole = Array.isArray(part)
      ? part.map(entry => complete(this.#example(operation, status, true), entry))
      : complete(this.#example(operation, status, false), part);
    const { errors } = this.#api.validateResponse(whole, operation, status);
    if (errors) throw new Error(`${operation} ${status}: ${JSON.stringify(errors)}`);
    return whole;
  }

  #example(operation: string, status: number, ofItem: boolean): unknown {
    const key = `${operation} ${status}`;
    if (!this.#examples.has(key)) {
      this.#examples.set(key, this.#api.mockResponseForOperation(operation, { code: status }).mock);
    }
    const example = this.#examples.get(key);
    return ofItem && Array.isArray(example) ? example[0] : example;
  }
}

/** GitHub takes a ref's slashes as they are, and encoded; the description knows one segment only. */
function withOneSegmentRef(path: string): string {
  return path.replace(
    /(\/git\/(?:matching-)?refs?\/)(.+)$/,
    (_, start: string, ref: string) => `${start}${ref.replaceAll('/', '%2F')}`,
  );
}

function complete(example: unknown, part: unknown): unknown {
  if (part === undefined) return example;
  if (Array.isArray(part)) {
    const item = Array.isArray(example) ? example[0] : undefined;
    return part.map(entry => complete(item, entry));
  }
  if (!isObject(part)) return part;
  const base = isObject(example) ? example : {};
  const entries = Object.entries(part).map(([key, value]) => [key, complete(base[key], value)]);
  return { ...base, ...Object.fromEntries(entries) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
