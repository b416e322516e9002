/** The body of a client's request. */
import type { IncomingMessage } from 'node:http';

export type RequestBody =
  | { readonly kind: 'whole'; readonly bytes: Buffer }
  /** Larger than what is looked at: its start, the rest is still in the request. */
  | { readonly kind: 'too-large'; readonly start: Buffer }
  | { readonly kind: 'cut' };

/** Reads a body of up to this many bytes. */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<RequestBody> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  return new Promise(resolve => {
    const done = (body: RequestBody): void => {
      request.off('data', take).off('end', end).off('close', close);
      resolve(body);
    };
    const take = (chunk: Buffer): void => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes <= maxBytes) return;
      request.pause();
      done({ kind: 'too-large', start: Buffer.concat(chunks) });
    };
    const end = (): void => done({ kind: 'whole', bytes: Buffer.concat(chunks) });
    const close = (): void => done({ kind: 'cut' });
    request.on('data', take).on('end', end).on('close', close).on('error', close);
  });
}
