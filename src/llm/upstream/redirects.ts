/**
 * What an upstream names as the place of something, as a client of the proxy has to call it. A client
 * resolves a path against the proxy's own address, where it may be another server's: with the key in its
 * headers it would go there.
 */
import { type Route, routeFor } from './upstreams.ts';

/** Where a request came from and went to. */
export interface RelocatorOptions {
  readonly routes: readonly Route[];
  readonly route: Route;
  /** Of the request, on the upstream. */
  readonly path: string;
  /** What the client calls the proxy. */
  readonly host: string;
  /** Where the upstream was called, which is not where it says it is when it was started for the run. */
  readonly calledOrigin: () => Promise<string>;
}

export type Relocation =
  /** The same place by way of the proxy. */
  | { readonly kind: 'on-route'; readonly url: string }
  /** Another server, or one that the client would not get to; nothing but its origin may be said, if it has one. */
  | { readonly kind: 'elsewhere'; readonly origin: string | undefined };

/** Says where a place that the upstream names is found. */
export type Relocate = (place: string) => Promise<Relocation>;

/** For the replies to one request. */
export function createRelocator(options: RelocatorOptions): Relocate {
  const { routes, route, path, host, calledOrigin } = options;
  return async place => {
    const called = await calledOrigin();
    const base = new URL(path, called).href;
    const url = URL.canParse(place, base) ? new URL(place, base) : undefined;
    if (url === undefined || !/^https?:$/.test(url.protocol)) {
      return { kind: 'elsewhere', origin: undefined };
    }
    if (url.origin !== called && url.origin !== route.upstream.origin) {
      return { kind: 'elsewhere', origin: url.origin };
    }
    const onProxy = `${route.prefix}${url.pathname}${url.search}`;
    // Below an empty prefix another route may begin.
    if (routeFor(routes, onProxy)?.route !== route)
      return { kind: 'elsewhere', origin: url.origin };
    return { kind: 'on-route', url: `http://${host}${onProxy}${url.hash}` };
  };
}

/** Headers whose value is a place. */
const PLACES = new Set([
  'location',
  'content-location',
  'operation-location',
  'azure-asyncoperation',
]);

export type Relocated =
  | { readonly kind: 'headers'; readonly headers: readonly string[] }
  /** A redirect to another server: a client that follows it would take its key along. */
  | { readonly kind: 'redirected-away'; readonly to: string | undefined };

/** A reply's headers (names and values in turn) as the client gets them. */
export async function relocateHeaders(
  status: number,
  headers: readonly string[],
  relocate: Relocate,
): Promise<Relocated> {
  const relocated = [...headers];
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i]?.toLowerCase() ?? '';
    if (!PLACES.has(name)) continue;
    const found = await relocate(headers[i + 1] ?? '');
    if (found.kind === 'on-route') relocated[i + 1] = found.url;
    else if (name === 'location' && status >= 300 && status < 400) {
      return { kind: 'redirected-away', to: found.origin };
    }
  }
  return { kind: 'headers', headers: relocated };
}
