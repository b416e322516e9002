/** Hashing beside the thread that everything else runs on. */
import { webcrypto } from 'node:crypto';

/** SHA-256 of the content, hex; the content must stay as it is until then. */
export async function sha256(content: Buffer): Promise<string> {
  return Buffer.from(await webcrypto.subtle.digest('SHA-256', content)).toString('hex');
}
