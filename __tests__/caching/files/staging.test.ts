import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createStaging } from '../../../src/caching/files/staging.ts';
import { temporaryFolder } from '../trees.ts';

describe('staging folders', () => {
  it('come and go beside one another, and leave nothing behind', async () => {
    using root = temporaryFolder();
    const comeAndGo = async (): Promise<void> => {
      for (let times = 0; times < 100; times += 1) {
        await using staging = await createStaging(root.path);
        expect(existsSync(staging.folder)).toBe(true);
      }
    };
    await Promise.all(Array.from({ length: 6 }, comeAndGo));
    expect(readdirSync(root.path)).toEqual([]);
  });
});
