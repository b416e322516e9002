/** GitHub's ArtifactService: artifacts of one workflow run, immutable and with unique names. */
import { createHash } from 'node:crypto';
import {
  CreateArtifactRequest,
  CreateArtifactResponse,
  FinalizeArtifactRequest,
  FinalizeArtifactResponse,
  GetSignedArtifactURLRequest,
  GetSignedArtifactURLResponse,
  ListArtifactsRequest,
  ListArtifactsResponse,
} from '../../node_modules/@actions/artifact/lib/generated/results/api/v1/artifact.js';
import type { BlobStore } from './blob-store.ts';
import { TwirpError, type TwirpMethod, twirpMethod } from './twirp.ts';

/** The run and job that a token speaks for. */
export interface BackendIds {
  readonly workflowRunBackendId: string;
  readonly workflowJobRunBackendId: string;
}

/** A finished artifact. */
export interface StoredArtifact {
  readonly id: number;
  readonly name: string;
  readonly mimeType: string;
  /** What was uploaded: a zip archive, unless the client sent one file as it is. */
  readonly content: Buffer;
  readonly digest: string;
}

/** Artifacts that were created, and those that were finished too. */
export class ArtifactService {
  readonly finished: StoredArtifact[] = [];
  readonly #ids: BackendIds;
  readonly #blobs: BlobStore;
  readonly #open = new Map<string, { readonly mimeType: string }>();

  constructor(ids: BackendIds, blobs: BlobStore) {
    this.#ids = ids;
    this.#blobs = blobs;
  }

  /** The methods by name; `origin` is where signed addresses point to. */
  methods(origin: string): Readonly<Record<string, TwirpMethod>> {
    return {
      CreateArtifact: twirpMethod(CreateArtifactRequest, CreateArtifactResponse, request => {
        this.#checkIds(request);
        const { name, mimeType } = request;
        if (this.#open.has(name) || this.#find(name) !== undefined) {
          throw new TwirpError('already_exists', `an artifact named ${name} exists on this run`);
        }
        this.#open.set(name, { mimeType: mimeType?.value ?? '' });
        return { ok: true, signedUploadUrl: this.#blobs.signedUrl(origin, blobName(name)) };
      }),
      FinalizeArtifact: twirpMethod(FinalizeArtifactRequest, FinalizeArtifactResponse, request => {
        this.#checkIds(request);
        const artifact = this.#finish(request.name, request.size, request.hash?.value);
        return { ok: true, artifactId: String(artifact.id) };
      }),
      ListArtifacts: twirpMethod(ListArtifactsRequest, ListArtifactsResponse, request => {
        this.#checkIds(request);
        const { nameFilter, idFilter } = request;
        const artifacts = this.finished
          .filter(({ name }) => nameFilter === undefined || name === nameFilter.value)
          .filter(({ id }) => idFilter === undefined || String(id) === idFilter.value)
          .map(({ id, name, content, digest }) => ({
            ...this.#ids,
            databaseId: String(id),
            name,
            size: String(content.length),
            digest: { value: digest },
          }));
        return { artifacts };
      }),
      GetSignedArtifactURL: twirpMethod(
        GetSignedArtifactURLRequest,
        GetSignedArtifactURLResponse,
        request => {
          this.#checkIds(request);
          if (this.#find(request.name) === undefined) {
            throw new TwirpError('not_found', `no artifact ${request.name}`);
          }
          return { signedUrl: this.#blobs.signedUrl(origin, blobName(request.name)) };
        },
      ),
    };
  }

  #find(name: string): StoredArtifact | undefined {
    return this.finished.find(artifact => artifact.name === name);
  }

  #finish(name: string, size: string, hash: string | undefined): StoredArtifact {
    const open = this.#open.get(name);
    const content = this.#blobs.content(blobName(name));
    if (open === undefined || content === undefined) {
      throw new TwirpError('not_found', `no upload under way for ${name}`);
    }
    const digest = `sha256:${createHash('sha256').update(content).digest('hex')}`;
    if (size !== String(content.length) || (hash !== undefined && hash !== digest)) {
      throw new TwirpError('invalid_argument', `${name} is not what was uploaded`);
    }
    this.#open.delete(name);
    const artifact = { id: this.finished.length + 1, name, content, digest, ...open };
    this.finished.push(artifact);
    return artifact;
  }

  #checkIds(request: BackendIds): void {
    const same =
      request.workflowRunBackendId === this.#ids.workflowRunBackendId &&
      request.workflowJobRunBackendId === this.#ids.workflowJobRunBackendId;
    if (!same) throw new TwirpError('permission_denied', 'the token is of another run');
  }
}

function blobName(artifact: string): string {
  return `artifacts/${artifact}`;
}
