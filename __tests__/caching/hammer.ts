/**
 * A process that saves to and restores from a store as fast as it can: `FOLDER MAX_BYTES SEED`. Prints
 * what it came to and all that must not have happened.
 */
import { hash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDirectoryStore } from '../../src/caching/directory/directory-store.ts';

const ROUNDS = 150;
const KEYS = 7;

const [folder = '', maxBytes = '', seed = ''] = process.argv.slice(2);
const store = createDirectoryStore({ folder, maxBytes: Number(maxBytes) });
const root = mkdtempSync(join(tmpdir(), 'stagetime-hammer-'));
const counts = { saved: 0, alreadyThere: 0, restored: 0, missed: 0 };
const wrong: string[] = [];

/** Whoever saves a key saves another content: which one is restored must be whole. */
const content = (key: string, by: string): string =>
  Array.from({ length: 200 }, (_, i) => hash('sha256', `${key} by ${by}, line ${i}`)).join('\n');

for (let round = 0; round < ROUNDS; round += 1) {
  // Both processes in the same order, so that they meet.
  await save(`k${(round * 3) % KEYS}`);
  await restore(`k${(round * 3) % KEYS}`);
}
rmSync(root, { recursive: true });
console.log(JSON.stringify({ counts, wrong }));

async function save(key: string): Promise<void> {
  mkdirSync(join(root, 't'), { recursive: true });
  for (const name of ['a', 'b']) writeFileSync(join(root, 't', name), content(key, seed));
  const saved = await store.set({ key, paths: ['t'], root });
  if (saved.kind === 'saved') counts.saved += 1;
  else if (saved.kind === 'already-there') counts.alreadyThere += 1;
  else wrong.push(`${key} was not saved: ${JSON.stringify(saved.because)}`);
}

async function restore(key: string): Promise<void> {
  rmSync(join(root, 't'), { recursive: true, force: true });
  const found = await store.get({ key, restoreKeys: ['k'], paths: ['t'] });
  const outcome = found.kind === 'hit' ? await found.restore(root) : found;
  if (found.kind !== 'hit' || outcome.kind !== 'restored') {
    counts.missed += 1;
    const kind = 'because' in outcome ? outcome.because.kind : outcome.kind;
    // Another process evicted it: before it was looked for, or before it was opened.
    if (kind !== 'no-entry' && kind !== 'archive-gone') wrong.push(`${key} was missed: ${kind}`);
    return;
  }
  counts.restored += 1;
  const texts = ['a', 'b'].map(name => readFileSync(join(root, 't', name), 'utf8'));
  const good = ['1', '2'].map(by => content(found.key, by));
  if (texts[0] !== texts[1] || !good.includes(texts[0] ?? ''))
    wrong.push(`${found.key} is not whole`);
}
