/**
 * Where requests go that the store cannot answer: what the user's own variables say, else the
 * providers' addresses. Each variable has a route of its own below the proxy's address, so that a key
 * meant for one server is never sent to another.
 */
import type { LlmNotice } from '../../record/facts/notice/llm.ts';

/** How a server's errors look, and its defaults. */
export type Dialect = 'openai' | 'anthropic' | 'ollama';

export interface Upstream {
  readonly dialect: Dialect;
  /** What stands for the server in keys, the same on every machine: one name for loopback. */
  readonly identity: string;
  /** Where the server is, such as `http://localhost:11434`. */
  readonly origin: string;
}

export interface Route {
  /** The variable that sends clients here. */
  readonly variable: string;
  /** Beginning of the path; empty for Ollama, whose clients may not allow for one. */
  readonly prefix: string;
  readonly upstream: Upstream;
  /** Path of the user's base URL. */
  readonly basePath: string;
}

/** An environment; `undefined` stands for a variable that is not set. */
export type Variables = Readonly<Record<string, string | undefined>>;

interface RouteSource {
  readonly variable: string;
  readonly prefix: string;
  readonly dialect: Dialect;
  /** The variables that a client of this one looks at, first things first, and what it does without. */
  readonly values: readonly string[];
  readonly fallback: string;
}

/** Port of a local Ollama. */
export const OLLAMA_PORT = 11434;
const OPENAI = 'https://api.openai.com/v1';
const OLLAMA = `http://127.0.0.1:${OLLAMA_PORT}`;

const SOURCES: readonly RouteSource[] = [
  {
    variable: 'OPENAI_BASE_URL',
    prefix: '/openai',
    dialect: 'openai',
    values: ['OPENAI_BASE_URL'],
    fallback: OPENAI,
  },
  {
    variable: 'OPENAI_API_BASE',
    prefix: '/openai-api-base',
    dialect: 'openai',
    values: ['OPENAI_API_BASE', 'OPENAI_BASE_URL'],
    fallback: OPENAI,
  },
  {
    variable: 'ANTHROPIC_BASE_URL',
    prefix: '/anthropic',
    dialect: 'anthropic',
    values: ['ANTHROPIC_BASE_URL'],
    fallback: 'https://api.anthropic.com',
  },
  {
    variable: 'OLLAMA_API_BASE',
    prefix: '/ollama-api-base',
    dialect: 'ollama',
    values: ['OLLAMA_API_BASE', 'OLLAMA_HOST'],
    fallback: OLLAMA,
  },
  // Last, because its prefix fits every path.
  {
    variable: 'OLLAMA_HOST',
    prefix: '',
    dialect: 'ollama',
    values: ['OLLAMA_HOST'],
    fallback: OLLAMA,
  },
];

export interface Routes {
  readonly routes: readonly Route[];
  /** Variables whose value cannot be routed; they are left as they are. */
  readonly problems: readonly LlmNotice[];
}

type NotRouted = Extract<LlmNotice, { readonly kind: 'llm-not-routed' }>;

/** The routes for a stage that would get these variables. */
export function routesFor(environment: Variables): Routes {
  const found = SOURCES.map(source => routeOf(source, environment));
  return {
    routes: found.flatMap(route => ('kind' in route ? [] : [route])),
    problems: found.flatMap(route => ('kind' in route ? [route] : [])),
  };
}

function routeOf(source: RouteSource, environment: Variables): Route | LlmNotice {
  const { variable, prefix, dialect } = source;
  const given = source.values.find(name => environment[name]);
  const value = (given === undefined ? undefined : environment[given]) ?? source.fallback;
  const url = dialect === 'ollama' ? ollamaUrl(value) : parseUrl(value);
  const why = faultOf(url);
  // The value itself may hold a password.
  if (url === undefined || why !== undefined) {
    return { kind: 'llm-not-routed', variable, from: given ?? variable, why: why ?? 'not-a-url' };
  }
  const identity = isLoopback(url.hostname) ? withHost(url, '127.0.0.1') : url.origin;
  const basePath = url.pathname.replace(/\/+$/, '');
  return { variable, prefix, basePath, upstream: { dialect, identity, origin: url.origin } };
}

function faultOf(url: URL | undefined): NotRouted['why'] | undefined {
  if (url === undefined || !/^https?:$/.test(url.protocol)) return 'not-a-url';
  if (url.username !== '' || url.password !== '') return 'credentials';
  return undefined;
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** What Ollama takes for an address: scheme and port may be missing, and 0.0.0.0 is where it listens. */
function ollamaUrl(text: string): URL | undefined {
  const hasScheme = /^[a-z]+:\/\//i.test(text);
  const bare = /^:\d/.test(text) ? `127.0.0.1${text}` : text;
  const url = parseUrl(hasScheme ? text : `http://${bare}`);
  if (url === undefined) return undefined;
  if (!hasScheme && !/:\d+(\/|$)/.test(bare)) url.port = String(OLLAMA_PORT);
  if (url.hostname === '0.0.0.0' || url.hostname === '[::]') url.hostname = '127.0.0.1';
  return url;
}

function withHost(url: URL, hostname: string): string {
  const copy = new URL(url.origin);
  copy.hostname = hostname;
  return copy.origin;
}

/** Whether a host name of a URL means this machine. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/i.test(hostname);
}

/** Hosts that clients must not look for through a proxy of the network. */
const LOOPBACK = ['127.0.0.1', 'localhost', '::1'];

/** The variables that send a stage's clients to the proxy at this address. */
export function clientVariables(
  routes: readonly Route[],
  address: string,
  environment: Variables,
): Record<string, string> {
  const urls = routes.map(
    ({ variable, prefix, basePath }) => [variable, `${address}${prefix}${basePath}`] as const,
  );
  const exceptions = ['NO_PROXY', 'no_proxy'].map(name => {
    const given = environment[name] || environment.NO_PROXY || environment.no_proxy;
    const hosts = (given ?? '').split(',').map(host => host.trim());
    const all = new Set([...hosts.filter(host => host !== ''), ...LOOPBACK]);
    return [name, [...all].join(',')] as const;
  });
  return Object.fromEntries([...urls, ...exceptions]);
}

/** The route of a path, and the path on the upstream. */
export function routeFor(
  routes: readonly Route[],
  path: string,
): { readonly route: Route; readonly path: string } | undefined {
  const route = routes.find(({ prefix }) => path === prefix || path.startsWith(`${prefix}/`));
  return route && { route, path: path.slice(route.prefix.length) || '/' };
}
