/**
 * The LLM proxy: stages ask models through it, and get the answers of earlier runs where they ask the
 * same. It lives in our own process and listens on loopback only, on a port of its own for every stage.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Notice, OnNotice } from '../record/facts/notice/notice.ts';
import type { LlmNumbers } from '../record/llm-numbers.ts';
import { sendError } from './answers.ts';
import { createCounter, type LlmProgress, type PriceTable } from './counter.ts';
import { type Client, type Service, serve } from './exchange.ts';
import { type Listener, listen } from './listener.ts';
import { createOrdinals } from './replies/ordinals.ts';
import { createReplyStore } from './replies/store.ts';
import { type Backend, remoteBackend } from './upstream/backend.ts';
import { createLocalServer, type LocalServer } from './upstream/local-server.ts';
import { createUpstreamClient } from './upstream/upstream-client.ts';
import {
  clientVariables,
  OLLAMA_PORT,
  routesFor,
  type Upstream,
  type Variables,
} from './upstream/upstreams.ts';

export interface LlmProxyOptions {
  /** Where the replies are stored; made when the first is. */
  readonly folder: string;
  /** Nothing is stored: for runs that are not trusted. */
  readonly readOnly: boolean;
  /** The engine's own environment: it may name the network's proxy. */
  readonly environment: Variables;
  /** A part of every key; another one begins with an empty cache. */
  readonly salt?: string;
  /** Texts that do not tell requests apart, such as dates. */
  readonly ignore?: readonly RegExp[];
  readonly prices?: PriceTable;
  /** A reply in which one of these stands is not stored. */
  readonly secrets?: readonly string[];
  readonly ollama?: OllamaOptions;
  readonly bounds?: Partial<Bounds>;
  /** Told of everything; must not throw. */
  readonly emit: (event: LlmEvent) => void;
}

/** Stands in for a local Ollama on its own port, for clients that look nowhere else. */
export interface OllamaOptions {
  /** What starts the real server when a request needs it; `['ollama', 'serve']` when absent. */
  readonly command?: readonly string[];
  /** What the real server gets. */
  readonly environment: Variables;
  /** 11434 when absent. */
  readonly port?: number;
}

/** All in bytes, but for `maxUnusedMs`. */
export interface Bounds {
  readonly maxRequestBytes: number;
  readonly maxEntryBytes: number;
  readonly maxStoreBytes: number;
  readonly maxUnusedMs: number;
}

const BOUNDS: Bounds = {
  maxRequestBytes: 32 << 20,
  maxEntryBytes: 8 << 20,
  maxStoreBytes: 256 << 20,
  maxUnusedMs: 90 * 24 * 3600 * 1000,
};

/** A process that a stage left behind may ask for minutes; its stage is over all the same. In ms. */
const END_MS = 1000;

export type LlmEvent =
  | LlmProgress
  /** Something was lost or left out that fails nothing. */
  | { readonly kind: 'notice'; readonly notice: Notice };

export interface LlmProxy {
  /** Opens a port for a stage whose command would get this environment. */
  openStage(id: string, environment: Variables): Promise<LlmStage>;
  /**
   * Ends everything the proxy started; replies under way are cut. `stored` is how many replies came into
   * the store: with none, there is nothing to save.
   */
  close(): Promise<{ readonly stored: number }>;
}

/** A stage with a port of its own. */
export interface LlmStage {
  /** What to add to the environment of the stage's command. */
  readonly environment: Readonly<Record<string, string>>;
  /** What was done so far. */
  numbers(): LlmNumbers;
  /** The stage's command starts again: it gets again what it was answered before. */
  beginAttempt(): void;
  /**
   * When the stage's command is over: waits a moment for replies that are being stored. The port stays
   * open until the proxy is closed, for processes that the stage left behind.
   */
  end(): Promise<LlmNumbers>;
}

/** Starts the proxy; it listens on a stage's port when the stage is opened. */
export async function startLlmProxy(options: LlmProxyOptions): Promise<LlmProxy> {
  const { emit, prices } = options;
  const onNotice = (notice: Notice): void => emit({ kind: 'notice', notice });
  const listeners: Listener[] = [];
  /** Of the stages that run, in the order of their start; the last one stays when all are over. */
  const clients: Client[] = [];
  let local: LocalServer | undefined;
  const service = createService(options, onNotice, ({ identity }) =>
    identity === addressOf(options.ollama) ? local : undefined,
  );

  if (options.ollama !== undefined) {
    const { ollama } = options;
    const routes = routesFor({ OLLAMA_HOST: addressOf(ollama) }).routes.slice(-1);
    // Nothing in a request on this port tells which stage it is from: the one that started last.
    const clientOf = () => clients.slice(-1).map(client => ({ ...client, routes }))[0];
    const { port = OLLAMA_PORT } = ollama;
    const taken = await takePort(port, handlerFor(service, onNotice, clientOf));
    listeners.push(...taken);
    if (taken.length > 0) local = localServer(ollama, onNotice);
    else onNotice({ kind: 'llm-port-taken', port });
  }

  return {
    async openStage(id, environment) {
      const { routes, problems } = routesFor(environment);
      for (const problem of problems) onNotice(problem);
      const counter = createCounter({ stage: id, prices, emit, now: service.now });
      const ordinals = service.ordinals.ofStage();
      const client: Client = { routes, counter, ordinals, pending: new Set() };
      const handler = handlerFor(service, onNotice, () => client);
      const listener = await listen('127.0.0.1', 0, handler);
      listeners.push(listener);
      clients.push(client);
      return {
        environment: clientVariables(routes, `http://127.0.0.1:${listener.port}`, environment),
        numbers: counter.numbers,
        beginAttempt: ordinals.beginAttempt,
        async end() {
          await soon(client.pending);
          const index = clients.indexOf(client);
          if (clients.length > 1 && index >= 0) clients.splice(index, 1);
          return counter.numbers();
        },
      };
    },
    async close() {
      await Promise.all(listeners.map(listener => listener.close()));
      await local?.close();
      await Promise.all([...service.recordings.values()].map(({ settled }) => settled));
      await service.store.close();
      service.client.close();
      return { stored: service.store.stored };
    },
  };
}

function createService(
  options: LlmProxyOptions,
  onNotice: OnNotice,
  localBackend: (upstream: Upstream) => Backend | undefined,
): Service {
  const bounds = { ...BOUNDS, ...options.bounds };
  const { folder, readOnly, environment, salt = '', ignore = [], secrets = [] } = options;
  const { maxStoreBytes: maxBytes, maxUnusedMs, maxRequestBytes, maxEntryBytes } = bounds;
  return {
    store: createReplyStore({ folder, readOnly, maxBytes, maxUnusedMs, secrets, onNotice }),
    client: createUpstreamClient(environment),
    backends: upstream => localBackend(upstream) ?? remoteBackend(upstream),
    ordinals: createOrdinals(),
    recordings: new Map(),
    keys: { salt, ignore },
    maxRequestBytes,
    maxEntryBytes,
    now: () => performance.now(),
  };
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Serves requests on behalf of the stage that is said at the time. */
function handlerFor(
  service: Service,
  onNotice: OnNotice,
  clientOf: () => Client | undefined,
): Handler {
  return (request, response) => {
    const client = clientOf();
    if (client === undefined) {
      sendError(response, { kind: 'no-stage' });
      return;
    }
    serve(service, client, request, response).catch((error: Error) => {
      onNotice({ kind: 'fault', of: 'llm-proxy', cause: error.message });
      sendError(response, { kind: 'fault' });
    });
  };
}

/** Where a local Ollama is looked for. */
function addressOf(ollama: OllamaOptions | undefined): string {
  return `http://127.0.0.1:${ollama?.port ?? OLLAMA_PORT}`;
}

function localServer(
  { command = ['ollama', 'serve'], environment }: OllamaOptions,
  onNotice: OnNotice,
): LocalServer {
  const started = (tookMs: number): void =>
    onNotice({ kind: 'llm-server-started', command: command.join(' '), tookMs });
  return createLocalServer({ command, environment, started });
}

async function soon(pending: ReadonlySet<Promise<unknown>>): Promise<void> {
  await Promise.race([Promise.all(pending), sleep(END_MS, undefined, { ref: false })]);
}

/** Listens on a port of both loopback addresses, because `localhost` may be either; none if it is taken. */
async function takePort(port: number, handle: Handler): Promise<readonly Listener[]> {
  try {
    const first = await listen('127.0.0.1', port, handle);
    // A machine may have no IPv6, and then nobody looks there.
    const second = await listen('::1', first.port, handle).catch(() => undefined);
    return second === undefined ? [first] : [first, second];
  } catch {
    return [];
  }
}
