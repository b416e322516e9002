/** Entries of the bundle that are started as processes of their own. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where the entry is: beside the main entries, one folder above the chunks; nowhere in a bundle in parts. */
export function bundledEntry(name: string): string | undefined {
  const near = ['./', '../'].map(folder =>
    fileURLToPath(new URL(`${folder}${name}`, import.meta.url)),
  );
  return near.find(file => existsSync(file));
}
