/** All words with which the proxy answers a client in place of a server. */

/** Why a client gets no server's reply. */
export type Refused =
  /** A client that takes the proxy for one of the network. */
  | { readonly kind: 'absolute-url' }
  | { readonly kind: 'other-host' }
  | { readonly kind: 'other-site' }
  | { readonly kind: 'no-server' };

/** What keeps the proxy from answering as a server would. */
export type ProxyError =
  | Refused
  | { readonly kind: 'no-stage' }
  | { readonly kind: 'fault' }
  /** `to` is an origin; absent where the address is not one of the web. */
  | { readonly kind: 'redirected-away'; readonly upstream: string; readonly to: string | undefined }
  | { readonly kind: 'no-answer'; readonly upstream: string; readonly cause: string };

/** The status of an answer, and what it says. */
export interface ErrorMessage {
  readonly status: 403 | 500 | 502 | 503;
  readonly text: string;
}

/** The answer to a client. */
export function errorMessage(error: ProxyError): ErrorMessage {
  switch (error.kind) {
    case 'absolute-url':
      return { status: 403, text: 'only paths are served, no absolute URLs' };
    case 'other-host':
      return { status: 403, text: 'the Host header names another host' };
    case 'other-site':
      return { status: 403, text: 'the request comes from another web site' };
    case 'no-server':
      return { status: 403, text: 'no server handles this path' };
    case 'no-stage':
      return { status: 503, text: 'no stage is running' };
    case 'fault':
      return { status: 500, text: 'the request could not be served' };
    case 'redirected-away': {
      const to = error.to ?? 'an address that is not http or https';
      const text = `the upstream ${error.upstream} redirects to ${to}, which is not followed: let the base URL name that server`;
      return { status: 502, text };
    }
    case 'no-answer':
      return {
        status: 502,
        text: `the upstream ${error.upstream} does not answer (${error.cause})`,
      };
  }
}
