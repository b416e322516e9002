/**
 * A local double of GitHub's results service: twirp services and the blob storage their signed
 * addresses point to, on one port.
 */
import { ArtifactService, type BackendIds, type StoredArtifact } from './artifact-service.ts';
import { BlobStore } from './blob-store.ts';
import { type CacheScope, CacheService, type StoredCache } from './cache-service.ts';
import type { Fault } from './faults.ts';
import { type HttpService, type ServiceRequest, startHttpService } from './http-service.ts';
import { TwirpError, type TwirpMethod, twirpReply } from './twirp.ts';

/** A running service, and what a client needs to reach it. */
export interface ResultsService extends HttpService {
  /** Variables that the runner sets for a step of a push to the default branch. */
  readonly env: Readonly<Record<string, string>>;
  /** The same for a step whose token has another scope. */
  envOf(scope: CacheScope): Readonly<Record<string, string>>;
  /** Artifacts that were finished. */
  readonly artifacts: readonly StoredArtifact[];
  /** Cache entries that were finished, oldest first. */
  readonly caches: readonly StoredCache[];
  /** What was uploaded, by name; writing into it damages it. */
  blob(name: string): Buffer | undefined;
}

export interface ResultsServiceOptions {
  readonly faults?: readonly Fault[];
  /** How long every answer waits, in ms. */
  readonly latencyMs?: number;
  /**
   * Host that signed addresses name instead of the loopback address. Clients need a way to resolve it:
   * see `AZURE_HOST`.
   */
  readonly blobHost?: string;
}

/**
 * A host for which the toolkit takes Azure's client to download. A process that is started with
 * `RESOLVE_AZURE` in `NODE_OPTIONS` finds it at the loopback address.
 */
export const AZURE_HOST = 'stagetime.blob.core.windows.net';
export const RESOLVE_AZURE = `--import=data:text/javascript,${encodeURIComponent(`
  import dns from 'node:dns';
  const lookup = dns.lookup;
  dns.lookup = (host, ...rest) =>
    lookup(host.endsWith('.blob.core.windows.net') ? '127.0.0.1' : host, ...rest);
`)}`;

export const DEFAULT_SCOPE: CacheScope = { ref: 'refs/heads/main' };

const IDS: BackendIds = {
  workflowRunBackendId: 'ce7f54c7-61c7-4aae-887f-30da475f5f1a',
  workflowJobRunBackendId: 'ca395085-040a-526b-2ce8-bdc85f692774',
};

/** Starts the service with nothing stored. */
export async function startResultsService(
  options: ResultsServiceOptions = {},
): Promise<ResultsService> {
  const blobs = new BlobStore();
  const artifacts = new ArtifactService(IDS, blobs);
  const caches = new CacheService(blobs);
  const scopes = new Map<string, CacheScope>();
  const services: Record<string, (origin: string, scope: CacheScope) => Methods> = {
    'github.actions.results.api.v1.ArtifactService': origin => artifacts.methods(origin),
    'github.actions.results.api.v1.CacheService': (origin, scope) => caches.methods(origin, scope),
  };

  const http = await startHttpService((request, origin) => {
    if (request.url.pathname.startsWith('/blobs/')) return blobs.route(request);
    const [, prefix, service = '', name = ''] = request.url.pathname.split('/');
    const scope = scopes.get(tokenOf(request));
    const blobOrigin = origin.replace('127.0.0.1', options.blobHost ?? '127.0.0.1');
    const method =
      prefix === 'twirp' && scope ? services[service]?.(blobOrigin, scope)[name] : undefined;
    return {
      name: name || request.url.pathname,
      carryOut: () => twirpReply(scope ? method : refuse, request.body.toString()),
    };
  }, options);

  const envOf = (scope: CacheScope) => {
    const token = runtimeToken(IDS, scope);
    scopes.set(token, scope);
    return {
      ACTIONS_RUNTIME_TOKEN: token,
      ACTIONS_RESULTS_URL: `${http.origin}/`,
      ACTIONS_CACHE_SERVICE_V2: 'True',
      // Not the REST API: whoever asks here for more than caches and artifacts is refused at once.
      GITHUB_API_URL: http.origin,
    };
  };

  return {
    ...http,
    artifacts: artifacts.finished,
    caches: caches.finished,
    blob: name => blobs.content(name),
    env: envOf(DEFAULT_SCOPE),
    envOf,
  };
}

type Methods = Readonly<Record<string, TwirpMethod>>;

function tokenOf(request: ServiceRequest): string {
  return (request.headers.authorization ?? '').replace(/^Bearer /, '');
}

function refuse(): never {
  throw new TwirpError('unauthenticated', 'the runtime token is missing or wrong');
}

/** A token with the claims from which the toolkit takes its ids; nobody checks its signature. */
function runtimeToken(
  { workflowRunBackendId, workflowJobRunBackendId }: BackendIds,
  { ref, alsoReads = [], readOnly = false }: CacheScope,
): string {
  const scp = `Actions.ExampleScope Actions.Results:${workflowRunBackendId}:${workflowJobRunBackendId}`;
  const grants = [
    { Scope: ref, Permission: readOnly ? 1 : 3 },
    ...alsoReads.map(scope => ({ Scope: scope, Permission: 1 })),
  ];
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const claims = { scp, ac: JSON.stringify(grants) };
  return `${encode({ typ: 'JWT', alg: 'RS256' })}.${encode(claims)}.signature`;
}
