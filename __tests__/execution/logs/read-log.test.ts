import { appendFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { followLog, lastLines } from '../../../src/execution/logs/read-log.ts';
import { temporaryFolder } from '../support.ts';

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

describe('a progress bar', () => {
  const STATES = 3_000;
  const ESC = '\u001b[';
  const state = (i: number, name = 'work'): string =>
    `${name}: ${((i / STATES) * 100).toFixed(1)}%|${'#'.repeat(i / 60).padEnd(50)}| ${i}/${STATES}`;
  const states = Array.from({ length: STATES }, (_, i) => i + 1);
  const three = ['one', 'two', 'three'];

  const bars: Readonly<Record<string, string>> = {
    'by carriage returns': states.map(i => `\r${state(i)}`).join(''),
    'by carriage returns after each state': states.map(i => `${state(i)}\r`).join(''),
    'that clears its line': states.map(i => `\r${ESC}K${ESC}32m${state(i)}${ESC}0m`).join(''),
    'by backspaces': states.map(i => `${i === 1 ? '' : '\b'.repeat(80)}${state(i)}`).join(''),
    'that goes up a line': states
      .map(i => `${i === 1 ? '' : `${ESC}A${ESC}2K`}${state(i)}\r\n`)
      .join(''),
    'that goes back to the first column': states.map(i => `${ESC}1G${state(i)}`).join(''),
  };

  it.each(Object.entries(bars))('%s is one line, and the error before it is shown', (_, drawn) => {
    const file = join(temporaryFolder(), 'log');
    expect(drawn.length).toBeGreaterThan(200_000);
    writeFileSync(file, `start\r\nERROR: the real reason\n${drawn}`);
    expect(lastLines(file, 20)).toEqual(['start', 'ERROR: the real reason', state(STATES)]);
    expect(lastLines(file, 2)).toEqual(['ERROR: the real reason', state(STATES)]);
  });

  it('of several lines is so many lines', () => {
    const file = join(temporaryFolder(), 'log');
    const block = (i: number) => three.map(name => `\r${ESC}2K${state(i, name)}\n`).join('');
    const drawn = states.map(i => `${i === 1 ? '' : `${ESC}3A`}${block(i)}`).join('');
    writeFileSync(file, `ERROR: the real reason\n${drawn}`);
    const last = three.map(name => state(STATES, name));
    expect(lastLines(file, 20)).toEqual(['ERROR: the real reason', ...last]);
  });

  it('that only turns a sign keeps what stands beside it', () => {
    const file = join(temporaryFolder(), 'log');
    writeFileSync(file, '- installing\r\\\r|\r/');
    expect(lastLines(file, 20)).toEqual(['/ installing']);
  });

  it('takes no memory and time to speak of, whatever it is made of', () => {
    const file = join(temporaryFolder(), 'log');
    const pieces = [
      'x\b',
      '\r',
      `${ESC}31mx`,
      `${ESC}A`,
      `${ESC}999999999C.`,
      '\n',
      '\u0000x',
      `${ESC}99G.`,
    ];
    for (const piece of pieces) {
      writeFileSync(file, ESC + piece.repeat(300_000 / piece.length));
      const lines = lastLines(file, 20);
      expect(lines.length).toBeLessThanOrEqual(20);
      expect(Math.max(0, ...lines.map(line => line.length))).toBeLessThan(40_000);
    }
  });

  it('does not clear what stands further up', () => {
    const file = join(temporaryFolder(), 'log');
    writeFileSync(file, `ERROR: the real reason\n${ESC}2J${ESC}Hwatching`);
    expect(lastLines(file, 20)).toEqual(['ERROR: the real reason', 'watching']);
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
