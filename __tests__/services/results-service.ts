/**
 * A local double of GitHub's results service: twirp services and the blob storage their signed
 * addresses point to, on one port.
 */
import { ArtifactService, type BackendIds, type StoredArtifact } from './artifact-service.ts';
import { BlobStore } from './blob-store.ts';
import type { Fault } from './faults.ts';
import { type HttpService, type ServiceRequest, startHttpService } from './http-service.ts';
import { TwirpError, type TwirpMethod, twirpReply } from './twirp.ts';

/** A running service, and what a client needs to reach it. */
export interface ResultsService extends HttpService {
  /** Variables that the runner sets for a step. */
  readonly env: Readonly<Record<string, string>>;
  /** Artifacts that were finished. */
  readonly artifacts: readonly StoredArtifact[];
}

const IDS: BackendIds = {
  workflowRunBackendId: 'ce7f54c7-61c7-4aae-887f-30da475f5f1a',
  workflowJobRunBackendId: 'ca395085-040a-526b-2ce8-bdc85f692774',
};

const TOKEN = runtimeToken(IDS);

/** Starts the service with nothing stored. */
export async function startResultsService(
  options: { readonly faults?: readonly Fault[] } = {},
): Promise<ResultsService> {
  const blobs = new BlobStore();
  const artifacts = new ArtifactService(IDS, blobs);
  const services: Record<string, (origin: string) => Readonly<Record<string, TwirpMethod>>> = {
    'github.actions.results.api.v1.ArtifactService': origin => artifacts.methods(origin),
  };

  const http = await startHttpService((request, origin) => {
    if (request.url.pathname.startsWith('/blobs/')) return blobs.route(request);
    const [, prefix, service = '', name = ''] = request.url.pathname.split('/');
    const method = prefix === 'twirp' ? services[service]?.(origin)[name] : undefined;
    return {
      name: name || request.url.pathname,
      carryOut: () => twirpReply(authorised(request) ? method : refuse, request.body.toString()),
    };
  }, options.faults ?? []);

  return {
    ...http,
    artifacts: artifacts.finished,
    env: {
      ACTIONS_RUNTIME_TOKEN: TOKEN,
      ACTIONS_RESULTS_URL: `${http.origin}/`,
    },
  };
}

function authorised(request: ServiceRequest): boolean {
  return request.headers.authorization === `Bearer ${TOKEN}`;
}

function refuse(): never {
  throw new TwirpError('unauthenticated', 'the runtime token is missing or wrong');
}

/** A token with the claim from which the toolkit takes its ids; nobody checks its signature. */
function runtimeToken({ workflowRunBackendId, workflowJobRunBackendId }: BackendIds): string {
  const scp = `Actions.ExampleScope Actions.Results:${workflowRunBackendId}:${workflowJobRunBackendId}`;
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  return `${encode({ typ: 'JWT', alg: 'RS256' })}.${encode({ scp })}.signature`;
}
