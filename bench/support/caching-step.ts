/**
 * One step of the caching bench in a process of its own, as a run has it: `save STORE ROOT`,
 * `restore STORE ROOT`, `hash ROOT` or `match ROOT`. Prints what the step alone took, in ms.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDirectoryStore } from '../../src/caching/directory/directory-store.ts';
import { collectFiles } from '../../src/caching/files/hash-files.ts';
import { matchFiles } from '../../src/execution/files/match-files.ts';

const MAX_BYTES = 2_000_000_000;
const request = { key: 'bench', restoreKeys: [], paths: ['tree'] };

const [step = '', ...places] = process.argv.slice(2);
const run = await prepare(step, places);
const before = performance.now();
await run();
console.log(performance.now() - before);

async function prepare(what: string, [first = '', root = '']: readonly string[]) {
  const store = createDirectoryStore({ folder: first, maxBytes: MAX_BYTES });
  switch (what) {
    case 'save':
      return async () => demand((await store.set({ ...request, root })).kind, 'saved');
    case 'restore':
      return async () => {
        const found = await store.get(request);
        demand(found.kind, 'hit');
        if (found.kind === 'hit') demand((await found.restore(root)).kind, 'restored');
      };
    case 'hash': {
      const paths = readFileSync(join(first, 'list'), 'utf8').trimEnd().split('\n');
      return async () => demand((await collectFiles(first, paths)).kind, 'collected');
    }
    case 'match':
      return async () => {
        const paths = await matchFiles(first, ['data/**/*.csv']);
        demand((await collectFiles(first, paths)).kind, 'collected');
      };
    default:
      throw new Error(`no step is called ${what}`);
  }
}

function demand(found: string, wanted: string): void {
  if (found !== wanted) throw new Error(`${found} instead of ${wanted}`);
}
