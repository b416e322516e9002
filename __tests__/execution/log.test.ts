import { appendFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { followLog, lastLines } from '../../src/execution/log.ts';
import { temporaryFolder } from './support.ts';

describe('lastLines', () => {
  it('gives the end of a log', () => {
    const file = join(temporaryFolder(), 'log');
    writeFileSync(file, 'a\nb\r\nc\n');
    expect(lastLines(file, 2)).toEqual(['b', 'c']);
    writeFileSync(file, '');
    expect(lastLines(file, 2)).toEqual([]);
    expect(lastLines(`${file}.missing`, 2)).toEqual([]);
  });

  it('reads only the end of a line that never ends', () => {
    const file = join(temporaryFolder(), 'log');
    writeFileSync(file, `start${'x'.repeat(5_000_000)}end`);
    const [line = ''] = lastLines(file, 20);
    expect(line.length).toBeLessThan(100_000);
    expect(line.endsWith('end')).toBe(true);
  });
});

describe('followLog', () => {
  it('gives every line once, however the log grows', () => {
    const folder = temporaryFolder();
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-c\n]{0,9}$/), { maxLength: 20 }), pieces => {
        const file = join(folder, 'log');
        writeFileSync(file, '');
        const follower = followLog(file, 1_000_000);
        const lines = pieces.flatMap(piece => {
          appendFileSync(file, piece);
          return follower.read(false);
        });
        lines.push(...follower.read(true));
        const text = pieces.join('');
        const expected =
          text.endsWith('\n') || text === '' ? text.split('\n').slice(0, -1) : text.split('\n');
        expect(lines).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  it('goes on in the same file when another one takes its place', () => {
    const file = join(temporaryFolder(), 'log');
    writeFileSync(file, 'a secret-value\nsecond\n');
    const follower = followLog(file, 1_000_000);
    expect(follower.read(false)).toEqual(['a secret-value', 'second']);
    appendFileSync(file, 'third\n');
    writeFileSync(`${file}.clean`, 'a ***\nsecond\nthird\n');
    renameSync(`${file}.clean`, file);
    expect(follower.read(true)).toEqual(['third']);
    follower.close();
  });

  it('cuts long lines and stops at its limit', () => {
    const file = join(temporaryFolder(), 'log');
    writeFileSync(file, `${'x'.repeat(100_000)}\nshort\n`);
    const follower = followLog(file, 1_000_000);
    const [long = '', short] = follower.read(true);
    expect(long.length).toBeLessThan(20_000);
    expect(long).toContain('(long line cut)');
    expect(short).toBe('short');
    const limited = followLog(file, 50_000);
    limited.read(true);
    expect(limited.stopped).toBe(true);
  });
});
