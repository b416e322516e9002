import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { masksIn, masksInLine } from '../../../src/execution/redaction/masks.ts';
import { temporaryFolder } from '../support.ts';

/** The masks of a log with this text. */
function masksOf(log: string): Promise<readonly string[]> {
  const file = join(temporaryFolder(), 'log');
  writeFileSync(file, log);
  return masksIn(file);
}

/** What GitHub's runner takes for a mask (ActionCommand.TryParseV2 and TryParse), and what it does not. */
describe('the masks of a line', () => {
  it.each([
    ['::add-mask::value', 'value'],
    ['  \t::add-mask::value', 'value'],
    ['::ADD-Mask::value', 'value'],
    ['::add-mask a=b,c=d::value', 'value'],
    ['::add-mask ::value', 'value'],
    ['::add-mask:: two words ', ' two words '],
    ['::add-mask::a%25b%0Ac%0Dd', 'a%b\nc\rd'],
    ['::add-mask::a%2525', 'a%25'],
    ['::add-mask::a::b', 'a::b'],
    ['::add-mask::value\r', 'value'],
    ['10 %\r::add-mask::value', 'value'],
    ['##[add-mask]value', 'value'],
    ['in the middle ##[Add-Mask a=b;c=d]value', 'value'],
    ['##[add-mask]a%3Bb%5Dc%25', 'a;b]c%'],
  ])('%j hides %j', (line, mask) => {
    expect(masksInLine(line)).toEqual([mask]);
  });

  it.each([
    'echo ::add-mask::x',
    '::add-mask::',
    '::add-mask::  ',
    '::add-masks::x',
    '::add-mask:x',
    ':: add-mask::x',
    '##[group]##[add-mask]x',
    '##[add-mask',
    '[add-mask]x',
  ])('%j hides nothing', line => {
    expect(masksInLine(line)).toEqual([]);
  });

  it('takes no longer than the line, whatever is in it', () => {
    const line = `add-mask ${'##['.repeat(1_000_000)}${'::'.repeat(1_000_000)}`;
    expect(masksInLine(line)).toEqual([]);
  });
});

describe('the masks of a log', () => {
  it('are found in a long one, with and without an end of line', async () => {
    const log = `${'a line\n'.repeat(400_000)}::add-mask::one\r\n${'b'.repeat(3 << 20)}\n::add-mask::zwei-ü`;
    expect(await masksOf(log)).toEqual(['one', 'zwei-ü']);
  });

  it('are found wherever a piece of the log ends', async () => {
    for (const shift of [0, 1, 8, 12, 13, 14]) {
      const before = `${'x'.repeat((1 << 16) - shift - 1)}\n`;
      expect(await masksOf(`${before}::add-mask::über\nmore`)).toEqual(['über']);
    }
  });

  it('are not what goes on in the middle of a line that is longer than any mask', async () => {
    expect(await masksOf(`${'x'.repeat(5 << 20)}::add-mask::x\n::add-mask::y\n`)).toEqual(['y']);
  });

  it('cannot be told where one of them is too long to be hidden', async () => {
    await expect(masksOf(`::add-mask::${'x'.repeat(5 << 20)}\n`)).rejects.toThrow(/1 MiB/);
  });
});
