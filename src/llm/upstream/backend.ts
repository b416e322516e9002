/** Where an upstream's server is at the moment; a local one may have to be started first. */
import type { Upstream } from './upstreams.ts';

export interface Backend {
  /** A server that the store can spare: it does not run, and starting it takes time. */
  readonly isAsleep: boolean;
  /** Address of the running server; rejects where it cannot be started. */
  origin(): Promise<string>;
}

/** The server of an upstream. */
export type Backends = (upstream: Upstream) => Backend;

/** A server that somebody else runs. */
export function remoteBackend({ origin }: Upstream): Backend {
  return { isAsleep: false, origin: async () => origin };
}
