/** The part of Azure's blob storage that the toolkit talks to: block blobs, whole and ranged reads. */
import { createHash } from 'node:crypto';
import type { Operation, Reply, ServiceRequest } from './http-service.ts';

/** Blobs by name, behind `/blobs/NAME`. */
export class BlobStore {
  readonly #blobs = new Map<string, { readonly content: Buffer; readonly type: string }>();
  readonly #blocks = new Map<string, Map<string, Buffer>>();

  /** A blob's content once its block list was committed. */
  content(name: string): Buffer | undefined {
    return this.#blobs.get(name)?.content;
  }

  /** The address a client may use, signed as far as a test needs. */
  signedUrl(origin: string, name: string): string {
    return `${origin}/blobs/${encodeURIComponent(name)}?sig=${signature(name)}`;
  }

  route(request: ServiceRequest): Operation {
    const name = decodeURIComponent(request.url.pathname.replace(/^\/blobs\//, ''));
    const operation = this.#operation(name, request);
    const allowed = request.url.searchParams.get('sig') === signature(name);
    return allowed
      ? operation
      : { ...operation, carryOut: () => failure(403, 'AuthenticationFailed') };
  }

  #operation(name: string, { method, url, headers, body }: ServiceRequest): Operation {
    const component = url.searchParams.get('comp');
    const type = String(headers['x-ms-blob-content-type'] ?? 'application/octet-stream');
    if (method === 'PUT' && component === 'block') {
      const id = url.searchParams.get('blockid') ?? '';
      return { name: 'PutBlock', carryOut: () => this.#putBlock(name, id, body) };
    }
    if (method === 'PUT' && component === 'blocklist') {
      return {
        name: 'PutBlockList',
        carryOut: () => this.#putBlockList(name, body.toString(), type),
      };
    }
    if (method === 'PUT')
      return { name: 'PutBlob', carryOut: () => this.#putBlob(name, body, type) };
    return {
      name: method === 'HEAD' ? 'HeadBlob' : 'GetBlob',
      carryOut: () => this.#read(name, headers['x-ms-range'] ?? headers.range),
    };
  }

  #putBlock(name: string, id: string, body: Buffer): Reply {
    const blocks = this.#blocks.get(name) ?? new Map<string, Buffer>();
    this.#blocks.set(name, blocks.set(id, body));
    return created();
  }

  #putBlockList(name: string, list: string, type: string): Reply {
    const ids = [...list.matchAll(/<Latest>(.*?)<\/Latest>/g)].map(match => match[1] ?? '');
    const blocks = ids.map(id => this.#blocks.get(name)?.get(id));
    const present = blocks.filter(block => block !== undefined);
    if (present.length < blocks.length) return failure(400, 'InvalidBlockList');
    this.#blocks.delete(name);
    return this.#putBlob(name, Buffer.concat(present), type);
  }

  #putBlob(name: string, content: Buffer, type: string): Reply {
    this.#blobs.set(name, { content, type });
    return created();
  }

  #read(name: string, range: string | string[] | undefined): Reply {
    const blob = this.#blobs.get(name);
    if (blob === undefined) return failure(404, 'BlobNotFound');
    const { content } = blob;
    const headers = { ...common(), 'content-type': blob.type, 'accept-ranges': 'bytes' };
    const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(String(range)) ?? [];
    if (from === undefined) return { status: 200, headers, body: content };
    const part = content.subarray(Number(from), to ? Number(to) + 1 : undefined);
    if (part.length === 0) return failure(416, 'InvalidRange');
    const end = Number(from) + part.length - 1;
    return {
      status: 206,
      headers: { ...headers, 'content-range': `bytes ${from}-${end}/${content.length}` },
      body: part,
    };
  }
}

function signature(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 16);
}

function common(): Record<string, string> {
  return {
    etag: '"0x8DE"',
    'last-modified': 'Mon, 23 Nov 2026 09:00:00 GMT',
    'x-ms-request-id': '11111111-1111-4111-8111-111111111111',
    'x-ms-version': '2025-07-05',
  };
}

function created(): Reply {
  return { status: 201, headers: common() };
}

function failure(status: number, code: string): Reply {
  return {
    status,
    headers: { ...common(), 'x-ms-error-code': code, 'content-type': 'application/xml' },
    body: `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code></Error>`,
  };
}
