/** What the proxy itself has to say to a client, in the form that the client expects of its server. */
import type { ServerResponse } from 'node:http';
import { errorMessage, type ProxyError } from './messages.ts';
import type { StoredReply } from './replies/entry.ts';
import type { Dialect } from './upstream/upstreams.ts';

/** How a reply came about: the value of the header `x-stagetime`. */
export type Origin = 'hit' | 'miss' | 'coalesced' | 'bypass' | 'listing' | 'refused' | 'failed';

export const ORIGIN_HEADER = 'x-stagetime';

/** Answers with an error of the proxy's own. */
export function sendError(response: ServerResponse, error: ProxyError, dialect?: Dialect): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const { status, text } = errorMessage(error);
  const body = JSON.stringify(errorBody(`stagetime: ${text}`, dialect));
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    [ORIGIN_HEADER]: status === 502 ? 'failed' : 'refused',
    connection: 'close',
  });
  response.end(body);
}

function errorBody(message: string, dialect: Dialect | undefined): unknown {
  switch (dialect) {
    case 'ollama':
      return { error: message };
    case 'anthropic':
      return { type: 'error', error: { type: 'api_error', message } };
    default:
      return { error: { message, type: 'proxy_error', param: null, code: null } };
  }
}

/** Gives a stored reply again, in the pieces it came in. */
export function replay(response: ServerResponse, reply: StoredReply, origin: Origin): void {
  const { headers, chunks } = reply;
  const isStream = !headers['content-type']?.startsWith('application/json');
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  response.writeHead(200, {
    ...headers,
    ...(!isStream && { 'content-length': length }),
    [ORIGIN_HEADER]: origin,
  });
  for (const chunk of chunks) response.write(chunk);
  response.end();
}
