/** One request of a client, from its first byte to the end of the reply. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LlmBypassReason } from '../record/llm-numbers.ts';
import { replay, sendError } from './answers.ts';
import type { Counter } from './counter.ts';
import { deliver } from './delivery.ts';
import { type Recording, startRecording } from './recording.ts';
import { endpointOf } from './replies/endpoints.ts';
import { entryKey, identify, type KeyOptions } from './replies/key.ts';
import type { Ordinals, StageOrdinals } from './replies/ordinals.ts';
import type { ReplyStore } from './replies/store.ts';
import { readBody } from './request-body.ts';
import { refusalOf } from './request-guard.ts';
import { SharedResponse } from './shared-response.ts';
import type { Backends } from './upstream/backend.ts';
import { createRelocator, type Relocate } from './upstream/redirects.ts';
import {
  type UpstreamCall,
  type UpstreamClient,
  upstreamHeaders,
} from './upstream/upstream-client.ts';
import { type Route, routeFor, type Upstream } from './upstream/upstreams.ts';

/** What all exchanges of a run share. */
export interface Service {
  readonly store: ReplyStore;
  readonly client: UpstreamClient;
  readonly backends: Backends;
  readonly ordinals: Ordinals;
  /** Calls under way by the key of the entry that they may become. */
  readonly recordings: Map<string, Recording>;
  readonly keys: KeyOptions;
  /** Most bytes of a request that is looked at, and of a reply that is stored. */
  readonly maxRequestBytes: number;
  readonly maxEntryBytes: number;
  /** Monotonic, in ms. */
  readonly now: () => number;
}

/** On whose behalf a request comes. */
export interface Client {
  readonly routes: readonly Route[];
  readonly counter: Counter;
  readonly ordinals: StageOrdinals;
  /** What is still to be done when the clients have their replies. */
  readonly pending: Set<Promise<unknown>>;
}

interface Exchange {
  readonly service: Service;
  readonly client: Client;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly upstream: Upstream;
  /** Where the client finds what the upstream names. */
  readonly relocate: Relocate;
  readonly method: string;
  /** As the upstream gets it, with the query. */
  readonly path: string;
}

/** Serves a request; resolves when the client has its reply or went away. */
export async function serve(
  service: Service,
  client: Client,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { counter, routes } = client;
  const refusal = refusalOf(request);
  const target = refusal === undefined ? routeFor(routes, request.url ?? '/') : undefined;
  if (target === undefined) {
    counter.count('refused');
    sendError(response, refusal ?? { kind: 'no-server' });
    return;
  }
  const { route, path } = target;
  const method = request.method ?? 'GET';
  const { upstream } = route;
  const relocate = createRelocator({
    routes,
    route,
    path,
    host: request.headers.host ?? '',
    calledOrigin: () => service.backends(upstream).origin(),
  });
  const exchange = { service, client, request, response, upstream, relocate, method, path };
  const endpoint = endpointOf(method, path.replace(/\?.*/s, ''));
  if (endpoint === 'other') return bypass(exchange, 'other-endpoint', Buffer.alloc(0), request);

  const body = await readBody(request, service.maxRequestBytes);
  if (body.kind === 'cut') return;
  if (body.kind === 'too-large') return bypass(exchange, 'request-too-large', body.start, request);
  const { bytes } = body;
  const isPlain = request.headers['content-encoding'] === undefined;
  if (!isPlain) return bypass(exchange, 'not-json', bytes);
  const { headers } = request;
  const keyed = { endpoint, method, origin: upstream.identity, path, headers, body: bytes };
  const found = identify(keyed, service.keys);
  if (found.kind === 'bypass') return bypass(exchange, found.reason, bytes);
  if (endpoint === 'listing') return list(exchange, found.identity, bytes);
  const claim = found.deterministic ? undefined : client.ordinals.claim(found.identity);
  const key = entryKey(found.identity, claim?.nth ?? 0);
  if (!(await answer(exchange, key, bytes, found.model))) claim?.release();
}

/** From the store, along with an equal request, or from upstream; whether it was answered whole. */
async function answer(
  { service, client, response, ...exchange }: Exchange,
  key: string,
  body: Buffer,
  model: string | undefined,
): Promise<boolean> {
  const { counter } = client;
  const stored = service.store.get(key);
  if (stored !== undefined) {
    counter.count('hits');
    const { chunks, upstreamMs, usage } = stored;
    counter.save({
      bytes: chunks.reduce((sum, chunk) => sum + chunk.length, 0),
      upstreamMs,
      ...(usage !== undefined && { usage }),
      ...(model !== undefined && { model }),
    });
    replay(response, stored, 'hit');
    counter.countAnswered();
    return true;
  }
  const underWay = service.recordings.get(key);
  const isShared = underWay?.shared.isJoinable ?? false;
  const recording =
    underWay !== undefined && isShared
      ? underWay
      : record({ service, client, response, ...exchange }, key, body);
  counter.count(isShared ? 'coalesced' : 'misses');
  if (isShared) recording.follow(counter, model);
  const { shared } = recording;
  const { upstream, relocate } = exchange;
  const origin = isShared ? 'coalesced' : 'miss';
  await deliver({ shared, response, origin, upstream, relocate });
  counter.countAnswered();
  return recording.settled;
}

function record(
  exchange: Exchange,
  key: string,
  body: Buffer,
  counter: Counter = exchange.client.counter,
): Recording {
  const { service, client } = exchange;
  const { store, recordings, maxEntryBytes, now } = service;
  const recording = startRecording({
    key,
    store,
    counter,
    sentBytes: body.length,
    maxBytes: maxEntryBytes,
    call: signal => callUpstream(exchange, { start: body }, body.length, signal),
    now,
  });
  recordings.set(key, recording);
  const over = recording.settled.finally(() => {
    if (recordings.get(key) === recording) recordings.delete(key);
    client.pending.delete(over);
  });
  client.pending.add(over);
  return recording;
}

/**
 * Lists are asked for anew wherever the server runs, because they may have changed; what was stored of
 * them stands in for one that does not.
 */
async function list(exchange: Exchange, identity: string, body: Buffer): Promise<void> {
  const { service, client, response, upstream, relocate } = exchange;
  client.counter.count('listings');
  const key = entryKey(identity, 0);
  if (service.backends(upstream).isAsleep) {
    const stored = service.store.get(key);
    if (stored !== undefined) return replay(response, stored, 'listing');
  }
  // Only answers count as stored or not.
  const { shared } = record(exchange, key, body, { ...client.counter, countNotStored() {} });
  const standIn = () => service.store.get(key);
  await deliver({ shared, response, origin: 'listing', upstream, relocate, standIn });
}

/** Passes a request through, and nothing of it is kept. */
async function bypass(
  exchange: Exchange,
  reason: LlmBypassReason,
  start: Buffer,
  rest?: IncomingMessage,
): Promise<void> {
  const { service, client, request, response, upstream, relocate } = exchange;
  const { counter } = client;
  counter.countBypassed(reason);
  const startedAt = service.now();
  let receivedBytes = 0;
  const declared = Number(request.headers['content-length'] ?? Number.NaN);
  const length = rest === undefined ? start.length : declared;
  const shared = new SharedResponse({
    keepBytes: 0,
    observe: chunk => {
      receivedBytes += chunk.length;
    },
    call: signal => callUpstream(exchange, { start, ...(rest && { rest }) }, length, signal),
  });
  await deliver({ shared, response, origin: 'bypass', upstream, relocate });
  counter.spend({
    sentBytes: Number.isNaN(length) ? 0 : length,
    receivedBytes,
    upstreamMs: service.now() - startedAt,
  });
  counter.countAnswered();
}

async function callUpstream(
  { service, request, upstream, method, path }: Exchange,
  body: UpstreamCall['body'],
  bodyBytes: number,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const origin = await service.backends(upstream).origin();
  const headers = upstreamHeaders(request.headers, bodyBytes > 0 ? bodyBytes : undefined);
  return service.client.call({ origin, method, path, headers, body, signal });
}
