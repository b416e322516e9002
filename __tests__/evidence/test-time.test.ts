import { describe, expect, it } from 'vitest';
import { writtenTime } from '../../src/evidence/tests/test-time.ts';

describe('a time of JUnit XML, in seconds', () => {
  it.each([
    ['0.160', 0.16],
    ['12', 12],
    [' 2. ', 2],
    ['.5', 0.5],
    ['1.5e-3', 0.0015],
    ['2E3', 2000],
    ['0,160', 0.16],
    ['0,330001', 0.330001],
    ['1234,567', 1234.567],
    ['1,5e-3', 0.0015],
    ['1,234.5', 1234.5],
    ['1,234,567', 1_234_567],
    ['12,345,678.25', 12_345_678.25],
    ['1.234,5', 1234.5],
    ['1.234.567', 1_234_567],
    ['1 234,5', 1234.5],
    ['1\u00a0234,5', 1234.5],
    ['1\u202f234.5', 1234.5],
    ["1'234.5", 1234.5],
    ['٠٫١٦', 0.16],
    ['۱٬۲۳۴٫۵', 1234.5],
    ['PT1.2S', 1.2],
    ['PT1H2M3S', 3723],
    ['00:01:02.5', 62.5],
    ['12ms', 0.012],
    ['1.5 s', 1.5],
    ['-0.0', 0],
  ])('%j is %d', (text, seconds) => {
    expect(writtenTime(text)).toMatchObject({
      kind: 'seconds',
      seconds: expect.closeTo(seconds, 9),
    });
  });

  it.each(['1,234', '12,345', '999,000'])('%j may be either', text => {
    expect(writtenTime(text)).toEqual({
      kind: 'either',
      decimal: Number(text.replace(',', '.')),
      grouped: Number(text.replace(',', '')),
    });
  });

  it.each(['0,123', '1,23', '1,2345', '01,234'])('%j has a decimal comma', text => {
    expect(writtenTime(text)).toMatchObject({ kind: 'seconds', hasDecimalComma: true });
  });

  it.each(['', '  '])('%j is none', text => {
    expect(writtenTime(text)).toEqual({ kind: 'absent' });
  });

  it.each([
    'NaN',
    'Infinity',
    '-1',
    '-0.5',
    '1e999',
    'soon',
    '1,23,4',
    '1.2.3',
    'PT',
    '1 2',
    '0x10',
    '9'.repeat(99),
  ])('%j cannot be read', text => {
    expect(writtenTime(text)).toEqual({ kind: 'unreadable' });
  });
});
