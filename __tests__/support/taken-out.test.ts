import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FAULTS } from '../sequences/guards/list.ts';
import { FOUND } from '../simulation/found.ts';
import { GUARDS } from '../simulation/guards/list.ts';
import { type Patch, takenOut } from './taken-out.ts';

/** Without building: whether the weekly workflows will find what they take out. */
function isThere({ file, from, to }: Patch): boolean {
  return readFileSync(`src/${file}`, 'utf8').split(from).length === 2 && from !== to;
}

describe('what is taken out of the engine', () => {
  it.each([
    ...GUARDS,
    ...FAULTS,
    ...FOUND.map(({ what, patch }) => ({ name: what, patches: [patch] })),
  ])('is there: $name', ({ patches }) => {
    expect(patches.filter(patch => !isThere(patch))).toEqual([]);
  });

  it('is refused where it is not there once, or where its file is not built', () => {
    const patch = { file: 'a.ts', from: 'one', to: 'two' };
    const { plugin, check } = takenOut([patch]);
    const { transform } = plugin as unknown as { transform: (code: string, id: string) => unknown };
    expect(() => transform('one, one', '/x/src/a.ts')).toThrow('does not hold this once');
    expect(check).toThrow('holds nothing of a.ts');
    expect(transform('one', '/x/src/a.ts')).toEqual({ code: 'two' });
    expect(check).not.toThrow();
  });
});
