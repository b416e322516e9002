/** Hands a reply that is on its way to a client, piece by piece as it comes. */
import type { ServerResponse } from 'node:http';
import { ORIGIN_HEADER, type Origin, replay, sendError } from './answers.ts';
import type { StoredReply } from './replies/entry.ts';
import type { SharedResponse } from './shared-response.ts';
import { type Relocate, relocateHeaders } from './upstream/redirects.ts';
import { clientHeaders } from './upstream/upstream-client.ts';
import type { Upstream } from './upstream/upstreams.ts';

export interface DeliverOptions {
  readonly shared: SharedResponse;
  readonly response: ServerResponse;
  readonly origin: Origin;
  readonly upstream: Upstream;
  /** Where the client finds what the upstream names. */
  readonly relocate: Relocate;
  /** What stands in where no upstream answers. */
  readonly standIn?: () => StoredReply | undefined;
}

/** Resolves when the client has all, or went away. */
export async function deliver(options: DeliverOptions): Promise<void> {
  const { shared, response, origin, upstream, relocate, standIn } = options;
  const subscriber = shared.join();
  response.on('close', subscriber.leave);
  if (response.destroyed) subscriber.leave();
  try {
    const reply = await shared.head;
    const status = reply.statusCode ?? 502;
    const relocated = await relocateHeaders(status, clientHeaders(reply), relocate);
    if (relocated.kind === 'redirected-away') {
      subscriber.leave();
      const { kind, to } = relocated;
      sendError(response, { kind, upstream: upstream.origin, to }, upstream.dialect);
      return;
    }
    response.writeHead(status, [...relocated.headers, ...[ORIGIN_HEADER, origin]]);
    // A model may take minutes from here to its first word; the client may want to know it listens.
    response.flushHeaders();
  } catch (error) {
    const stored = standIn?.();
    if (stored !== undefined) return replay(response, stored, origin);
    const cause = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    const noAnswer = { kind: 'no-answer', upstream: upstream.origin, cause } as const;
    sendError(response, noAnswer, upstream.dialect);
    return;
  }
  try {
    for (
      let chunk = await subscriber.next();
      chunk !== undefined;
      chunk = await subscriber.next()
    ) {
      if (!response.write(chunk)) await writable(response);
    }
    response.end();
  } catch {
    // Only a connection that breaks off tells the client that the reply did.
    response.destroy();
  }
}

function writable(response: ServerResponse): Promise<void> {
  return new Promise(resolve => {
    const done = (): void => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
}
