import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DamagedArchive } from '../../src/caching/archive/format.ts';
import {
  indexOf,
  type LayerEntry,
  type Manifest,
  parseManifest,
} from '../../src/machine/layer/manifest.ts';
import { planOf } from '../../src/machine/restore/plan.ts';
import { headersOf } from '../../src/machine/system/tar.ts';
import { fileEntry, folderBefore, folderEntry, linkEntry } from './forge-layer.ts';

const name = fc.constantFrom('a', 'b', 'a-b', 'a.b', 'Ő', 'x'.repeat(120));
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map(parts => parts.join('/'));
const was = fc.constantFrom(null, folderBefore);
const entry = fc.oneof(
  fc.tuple(path, fc.nat({ max: 9 })).map(([at, size]) => fileEntry(at, 'x'.repeat(size))),
  fc.tuple(path, was).map(([at, then]) => folderEntry(at, { was: then })),
  fc.tuple(path, name).map(([at, target]) => linkEntry(at, target)),
  path.map(at => ({ kind: 'gone', path: at, was: folderBefore })),
);
const byPath = (a: { path: string }, b: { path: string }) =>
  a.path < b.path ? -1 : Number(a.path > b.path);
const entries = fc
  .uniqueArray(entry, { selector: one => one.path, maxLength: 12 })
  .map(all => [...all].sort(byPath) as unknown as LayerEntry[]);

const manifestOf = (all: readonly LayerEntry[]): Manifest => ({
  base: [],
  entries: [...all],
  frames: [],
});

function parsed(index: Buffer): Manifest | undefined {
  try {
    return parseManifest(index);
  } catch (error) {
    if (error instanceof DamagedArchive) return undefined;
    throw error;
  }
}

describe('a manifest', () => {
  it('is read as it was written, or refused', () => {
    fc.assert(
      fc.property(entries, all => {
        const read = parsed(indexOf(manifestOf(all)));
        if (read !== undefined) expect(read.entries).toEqual(all);
      }),
    );
  });

  it('of which a byte changed is refused', () => {
    fc.assert(
      fc.property(entries, fc.nat(), fc.integer({ min: 1, max: 255 }), (all, at, bits) => {
        const index = indexOf(manifestOf(all));
        const place = at % index.length;
        index[place] = (index[place] ?? 0) ^ bits;
        expect(parsed(index)).toBeUndefined();
      }),
    );
  });

  it('that is accepted makes a plan that touches each path once, and only folders below others', () => {
    let accepted = 0;
    fc.assert(
      fc.property(entries, all => {
        const read = parsed(indexOf(manifestOf(all)));
        if (read === undefined) return;
        accepted += 1;
        const { placed, folders, removed, members } = planOf(read.entries);
        const touched = [...placed, ...folders, ...removed].map(one => one.path);
        expect(new Set(touched).size).toBe(touched.length);
        // What is placed or removed as a whole has nothing of its own done in it.
        const whole = [...placed, ...removed].map(one => `${one.path}/`);
        expect(touched.filter(one => whole.some(above => one.startsWith(above)))).toEqual([]);
        // All that is made is somewhere in the staging place, once, below what was made before.
        const made = new Set<string>();
        for (const member of members) {
          expect(made.has(member.name)).toBe(false);
          const at = member.name.lastIndexOf('/');
          if (at !== -1) expect(made.has(member.name.slice(0, at))).toBe(true);
          made.add(member.name);
        }
        const kept = read.entries.filter(
          one => one.kind !== 'gone' && !(one.kind === 'folder' && one.was !== null),
        );
        expect(members.length).toBe(kept.length);
      }),
      { numRuns: 1000 },
    );
    expect(accepted).toBeGreaterThan(100);
  });
});

describe('a header for tar', () => {
  it('comes in whole blocks, whatever the member is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.nat(), (text, size) => {
        const member = { kind: 'file', name: text, mode: 0o644, uid: 3_000_000, gid: 0 } as const;
        const headers = headersOf({ ...member, mtime: '-1.500000000', size, target: text });
        expect(headers.length % 512).toBe(0);
      }),
    );
  });
});
