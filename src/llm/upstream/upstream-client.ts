/**
 * Calls to upstream servers. With Node's own `http`, because a model may be silent for many minutes
 * before its first header, and `fetch` gives up after five.
 */
import http, { type AgentOptions, type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Readable } from 'node:stream';
import { isLoopback, type Variables } from './upstreams.ts';

export interface UpstreamCall {
  readonly origin: string;
  readonly method: string;
  readonly path: string;
  readonly headers: http.OutgoingHttpHeaders;
  /** What was read of the body, and what is still to come. */
  readonly body: { readonly start: Buffer; readonly rest?: Readable };
  readonly signal: AbortSignal;
}

export interface UpstreamClient {
  /** The reply, when its headers are there. Rejects where there is none. */
  call(call: UpstreamCall): Promise<IncomingMessage>;
  close(): void;
}

/** Node 24.5 and newer send requests through the network's proxy; others take no notice. */
type ProxyingAgentOptions = AgentOptions & { readonly proxyEnv?: Variables };

/** A client that keeps connections open; `environment` may name the network's proxy. */
export function createUpstreamClient(environment: Variables): UpstreamClient {
  const local: AgentOptions = { keepAlive: true };
  const remote: ProxyingAgentOptions = { keepAlive: true, proxyEnv: environment };
  const agents = {
    local: { 'http:': new http.Agent(local), 'https:': new https.Agent(local) },
    remote: { 'http:': new http.Agent(remote), 'https:': new https.Agent(remote) },
  };

  function attempt(call: UpstreamCall): Promise<IncomingMessage> {
    const { body, signal, method, headers } = call;
    const url = new URL(call.origin);
    const agent = agents[isLoopback(url.hostname) ? 'local' : 'remote'];
    return new Promise((resolve, reject) => {
      const protocol = url.protocol === 'https:' ? 'https:' : 'http:';
      const { request } = protocol === 'https:' ? https : http;
      const sent = request(url, {
        agent: agent[protocol],
        method,
        path: call.path,
        headers,
        signal,
      });
      sent.on('response', resolve);
      sent.on('error', (error: NodeJS.ErrnoException) => {
        // The server closed an idle connection just as it was used again: nothing was answered.
        const isStale = sent.reusedSocket && error.code === 'ECONNRESET';
        if (isStale && body.rest === undefined) resolve(attempt(call));
        else reject(error);
      });
      if (body.rest === undefined) {
        sent.end(body.start);
        return;
      }
      sent.write(body.start);
      body.rest.on('error', error => sent.destroy(error));
      body.rest.pipe(sent);
    });
  }

  return {
    call: attempt,
    close() {
      for (const agent of Object.values(agents).flatMap(pair => Object.values(pair))) {
        agent.destroy();
      }
    },
  };
}

/** Headers that concern one connection only (RFC 9110, 7.6.1), and those that are set anew. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
const SET_ANEW = new Set(['host', 'accept-encoding', 'content-length', 'expect']);

/** A client's headers as the upstream gets them; replies are asked for uncompressed, to be read along. */
export function upstreamHeaders(
  headers: http.IncomingHttpHeaders,
  bodyBytes: number | undefined,
): http.OutgoingHttpHeaders {
  const named = connectionHeaders(headers.connection);
  const passed = Object.entries(headers).filter(
    ([name]) => !HOP_BY_HOP.has(name) && !SET_ANEW.has(name) && !named.has(name),
  );
  return {
    ...Object.fromEntries(passed),
    'accept-encoding': 'identity',
    ...(bodyBytes !== undefined && { 'content-length': bodyBytes }),
  };
}

/** An upstream's headers as the client gets them, names and values in turn. */
export function clientHeaders(reply: IncomingMessage): string[] {
  const named = connectionHeaders(reply.headers.connection);
  return reply.rawHeaders.flatMap((name, i, raw) => {
    const isName = i % 2 === 0;
    const lower = name.toLowerCase();
    if (!isName || HOP_BY_HOP.has(lower) || named.has(lower)) return [];
    return [name, raw[i + 1] ?? ''];
  });
}

function connectionHeaders(connection: string | undefined): ReadonlySet<string> {
  return new Set((connection ?? '').split(',').map(name => name.trim().toLowerCase()));
}
