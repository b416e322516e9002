/**
 * The LLM proxy: stages ask models through it, and get the answers of earlier runs where they ask the
 * same. It lives in our own process and listens on loopback only, on a port of its own for every stage.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LlmNumbers } from '../../record/llm-numbers.ts';
import { sendError } from './answers.ts';
import { remoteBackend } from './backend.ts';
import { createCounter, type LlmProgress, type PriceTable } from './counter.ts';
import { type Client, type Service, serve } from './exchange.ts';
import { type Listener, listen } from './listener.ts';
import { createLocalServer, type LocalServer } from './local-server.ts';
import { createOrdinals } from './ordinals.ts';
import { createReplyStore } from './store.ts';
import { createUpstreamClient } from './upstream-client.ts';
import { clientVariables, OLLAMA_PORT, routesFor, type Variables } from './upstreams.ts';

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
  | { readonly kind: 'llm-notice'; readonly message: string };

export interface LlmProxy {
  /** Opens a port for a stage whose command would get this environment. */
  openStage(id: string, environment: Variables): Promise<LlmStage>;
  /** Ends everything the proxy started; replies under way are cut. */
  close(): Promise<void>;
}

/** A stage with a port of its own. */
export interface LlmStage {
  /** What to add to the environment of the stage's command. */
  readonly environment: Readonly<Record<string, string>>;
  /** What was done so far. */
  numbers(): LlmNumbers;
  /**
   * When the stage's command is over: waits a moment for replies that are being stored. The port stays
   * open until the proxy is closed, for processes that the stage left behind.
   */
  end(): Promise<LlmNumbers>;
}

/** Starts the proxy; it listens when the first stage is opened. */
export async function startLlmProxy(options: LlmProxyOptions): Promise<LlmProxy> {
  const { emit, environment } = options;
  const bounds = { ...BOUNDS, ...options.bounds };
  const notice = (message: string): void => emit({ kind: 'llm-notice', message });
  const now = (): number => performance.now();
  const store = createReplyStore({
    folder: options.folder,
    readOnly: options.readOnly,
    maxBytes: bounds.maxStoreBytes,
    maxUnusedMs: bounds.maxUnusedMs,
    notice,
  });
  const upstreams = createUpstreamClient(environment);
  const listeners: Listener[] = [];
  const clients: Client[] = [];

  const localOllama = `http://127.0.0.1:${options.ollama?.port ?? OLLAMA_PORT}`;
  let local: LocalServer | undefined;
  const service: Service = {
    store,
    client: upstreams,
    backends: upstream =>
      local !== undefined && upstream.identity === localOllama ? local : remoteBackend(upstream),
    ordinals: createOrdinals(),
    recordings: new Map(),
    keys: { salt: options.salt ?? '', ignore: options.ignore ?? [] },
    maxRequestBytes: bounds.maxRequestBytes,
    maxEntryBytes: bounds.maxEntryBytes,
    now,
  };

  function answerWith(clientOf: () => Client | undefined) {
    return (request: IncomingMessage, response: ServerResponse): void => {
      const client = clientOf();
      if (client === undefined) {
        sendError(response, 503, 'no stage is running');
        return;
      }
      serve(service, client, request, response).catch((error: Error) => {
        notice(`the LLM proxy failed: ${error.message}`);
        sendError(response, 500, 'the request could not be served');
      });
    };
  }

  if (options.ollama !== undefined) {
    const { command = ['ollama', 'serve'], port = OLLAMA_PORT } = options.ollama;
    const routes = routesFor({ OLLAMA_HOST: localOllama }).routes.filter(({ prefix }) => !prefix);
    // Nothing in a request on this port tells which stage it is from: the one that started last.
    const handle = answerWith(() => {
      const client = clients.at(-1);
      return client && { ...client, routes };
    });
    const taken = await takePort(port, handle);
    listeners.push(...taken);
    if (taken.length > 0) {
      local = createLocalServer({
        command,
        environment: options.ollama.environment,
        started: tookMs => notice(`${command.join(' ')} was started in ${Math.round(tookMs)} ms`),
      });
    } else {
      notice(
        `port ${port} is taken: requests to it that do not use OLLAMA_HOST pass by the LLM proxy`,
      );
    }
  }

  return {
    async openStage(id, stageEnvironment) {
      const { routes, problems } = routesFor(stageEnvironment);
      for (const problem of problems) notice(problem);
      const counter = createCounter({ stage: id, prices: options.prices, emit, now });
      const client: Client = { routes, counter, pending: new Set() };
      const listener = await listen(
        '127.0.0.1',
        0,
        answerWith(() => client),
      );
      listeners.push(listener);
      clients.push(client);
      return {
        environment: clientVariables(routes, `http://127.0.0.1:${listener.port}`, stageEnvironment),
        numbers: counter.numbers,
        async end() {
          await Promise.race([
            Promise.all(client.pending),
            sleep(END_MS, undefined, { ref: false }),
          ]);
          // One that is over answers for what it left behind only while no other runs.
          const index = clients.indexOf(client);
          if (clients.length > 1 && index >= 0) clients.splice(index, 1);
          return counter.numbers();
        },
      };
    },
    async close() {
      await Promise.all(listeners.map(listener => listener.close()));
      await Promise.all([...service.recordings.values()].map(({ settled }) => settled));
      await store.close();
      upstreams.close();
      await local?.close();
    },
  };
}

/** Listens on a port of both loopback addresses, because `localhost` may be either; none if it is taken. */
async function takePort(
  port: number,
  handle: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<readonly Listener[]> {
  try {
    const first = await listen('127.0.0.1', port, handle);
    // A machine may have no IPv6, and then nobody looks there.
    const second = await listen('::1', first.port, handle).catch(() => undefined);
    return second === undefined ? [first] : [first, second];
  } catch {
    return [];
  }
}
