/** Layers as nobody but an attacker writes them: any manifest, any content, all sums right. */
import { hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { FrameWriter } from '../../src/caching/archive/frame-writer.ts';
import { baseOf } from '../../src/machine/layer/base.ts';
import { indexOf, LAYER_MAGIC, type Manifest } from '../../src/machine/layer/manifest.ts';

const own = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
const mtime = '1700000000.000000000';

export const fileEntry = (path: string, text = '', more = {}) => ({
  kind: 'file',
  path,
  mode: 0o644,
  ...own,
  mtime,
  size: Buffer.byteLength(text),
  hash: hash('sha256', text),
  was: null,
  ...more,
});
export const folderEntry = (path: string, more = {}) => ({
  kind: 'folder',
  path,
  mode: 0o755,
  ...own,
  mtime,
  was: null,
  ...more,
});
export const linkEntry = (path: string, target: string, more = {}) => ({
  kind: 'link',
  path,
  ...own,
  mtime,
  target,
  was: null,
  ...more,
});
/** What a folder of the machine was like. */
export const folderBefore = { kind: 'folder', mode: 0o755, ...own };

export interface Lie {
  /** Content that follows, whatever the entries say. */
  readonly content?: string;
  readonly index?: (index: Buffer) => Buffer;
  readonly manifest?: Record<string, unknown>;
}

/** Writes a layer for this machine. */
export async function forgeLayer(
  file: string,
  root: string,
  entries: readonly unknown[],
  { content = '', index = own => own, manifest = {} }: Lie = {},
): Promise<string> {
  await using handle = await open(file, 'wx');
  const writer = new FrameWriter(handle, { magic: LAYER_MAGIC });
  const bytes = Buffer.from(content);
  if (bytes.length > 0) {
    await writer.room();
    writer.take(bytes.length, buffer => bytes.copy(buffer));
  }
  await writer.finish(frames => {
    const whole = { base: baseOf(root), entries, frames, ...manifest };
    return index(indexOf(whole as unknown as Manifest));
  });
  return file;
}
