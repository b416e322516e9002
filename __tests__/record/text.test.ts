import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bar, listWords, logLine, oneLine, shorten, visible } from '../../src/record/text.ts';
import { hostileText } from '../reporting/hostile.ts';

const DANGEROUS = /\p{Cc}|\p{Zl}|\p{Zp}|\p{Bidi_Control}|[\u{200B}\u{2060}-\u{206F}\u{FEFF}]/u;

describe('visible', () => {
  it.each([
    ['\u202Egnp.exe', '[U+202E]gnp.exe'],
    ['a\u001b[31mb', 'a[U+001B][31mb'],
    ['two\nlines', 'two[U+000A]lines'],
    ['zero\u200Bwidth', 'zero[U+200B]width'],
    ['\uD800', '[U+D800]'],
    ['an\uFFF9notated', 'an[U+FFF9]notated'],
    ['\u3164filler', '[U+3164]filler'],
  ])('shows what cannot be seen: %j', (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it.each(['Größe', '図の描画', '👩‍🔬 ❤️ 1️⃣', 'e\u0301tude', 'שלום'])('leaves %s alone', text => {
    expect(visible(text)).toBe(text);
  });

  it('leaves nothing that moves, turns or hides text', () => {
    fc.assert(fc.property(hostileText, text => !DANGEROUS.test(visible(text))));
  });
});

describe('oneLine', () => {
  it('drops spaces around and in rows', () => {
    expect(oneLine('  PDF \u00a0 Rendering ', 80)).toBe('PDF Rendering');
  });

  it('says by an ellipsis that there was more', () => {
    expect(oneLine('long '.repeat(2000), 10)).toBe('long long…');
  });

  it('is bounded whatever the text is, marks on one letter too', () => {
    fc.assert(
      fc.property(fc.oneof(hostileText, fc.constant(`a${'\u0301'.repeat(9000)}`)), text => {
        expect(oneLine(text, 80).length).toBeLessThanOrEqual(161);
      }),
    );
  });
});

describe('shorten', () => {
  it('never halves a character', () => {
    expect(shorten('👩‍🔬👩‍🔬👩‍🔬👩‍🔬👩‍🔬👩‍🔬', 4)).not.toMatch(
      /[\uD800-\uDBFF](?![\uDC00-\uDFFF])/,
    );
  });
});

describe('logLine', () => {
  it('drops colours and what a progress bar overwrote, and keeps the indentation', () => {
    expect(logLine('\u001b[31mred\u001b[0m', 80)).toBe('red');
    expect(logLine(' 10 %\r100 %\r', 80)).toBe('100 %');
    expect(logLine('\tif x:', 80)).toBe('    if x:');
  });
});

describe('bar', () => {
  it('is as long as the share, and never nothing for something', () => {
    expect(bar(0.5, 10)).toBe('█████');
    expect(bar(0.3125, 4)).toBe('█▎');
    expect(bar(0.0001, 10)).toBe('▏');
    expect(bar(0, 10)).toBe('');
    expect(bar(7, 3)).toBe('███');
  });
});

describe('listWords', () => {
  it('reads as a sentence does', () => {
    expect(listWords(['a'], 3)).toBe('a');
    expect(listWords(['a', 'b', 'c'], 3)).toBe('a, b and c');
    expect(listWords(['a', 'b', 'c', 'd'], 3)).toBe('a, b and 2 more');
  });
});
