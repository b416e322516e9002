/** Names as text. A system's names are bytes; text that is not UTF-8 would come out as another name. */
import { type Dirent, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { UnreadableError } from './unreadable.ts';

/** What decoding puts in the place of bytes that are no text; a name may also hold it in truth. */
const REPLACEMENT = '\ufffd';

/** What a folder holds. Throws where a name is not UTF-8, so that none is lost or changed unnoticed. */
export function readFolder(folder: string): readonly Dirent[] {
  const children = readdirSync(folder, { withFileTypes: true });
  if (children.some(({ name }) => name.includes(REPLACEMENT))) {
    for (const name of readdirSync(folder, 'buffer')) {
      decode(name, place => join(folder, place), 'name-not-utf8');
    }
  }
  return children;
}

/** Where a link leads. Throws where that is not UTF-8. */
export function linkTarget(link: string): string {
  const target = readlinkSync(link, 'buffer');
  return decode(target, () => link, 'link-target-not-utf8');
}

function decode(
  bytes: Buffer,
  placeOf: (text: string) => string,
  kind: 'name-not-utf8' | 'link-target-not-utf8',
): string {
  const text = bytes.toString('utf8');
  if (Buffer.from(text).equals(bytes)) return text;
  const place = placeOf(text);
  throw new UnreadableError(
    place,
    { kind },
    kind === 'name-not-utf8'
      ? `${place} has a name that is not UTF-8`
      : `${place} leads to a name that is not UTF-8`,
  );
}
