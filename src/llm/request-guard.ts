/** Whom the proxy serves: clients on this machine that mean to speak to a server on this machine. */
import type { IncomingMessage } from 'node:http';
import type { Refused } from './messages.ts';
import { isLoopback } from './upstream/upstreams.ts';

/** Why a request is refused; undefined for one that is served. */
export function refusalOf({ url = '', headers }: IncomingMessage): Refused | undefined {
  // A client that takes the proxy for one of the network would reach any host through it.
  if (!url.startsWith('/')) return { kind: 'absolute-url' };
  // A name that a web page's owner lets point to this machine is still another name.
  if (!isLocal(`http://${headers.host ?? ''}`)) return { kind: 'other-host' };
  const { origin } = headers;
  if (origin !== undefined && !isLocal(origin)) return { kind: 'other-site' };
  return undefined;
}

function isLocal(url: string): boolean {
  return URL.canParse(url) && isLoopback(new URL(url).hostname);
}
