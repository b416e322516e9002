import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compareStamps,
  makeMarker,
  readMarked,
  withMarker,
} from '../../src/github/comment-marker.ts';

const text = fc.string({ unit: 'binary' });
const stamps = fc.record({
  runId: fc.oneof(fc.bigInt({ min: 0n, max: 10n ** 18n }).map(String), text),
  attempt: fc.integer({ min: 1, max: 999_999_999 }),
  time: fc.constantFrom('2026-03-14T09:00:00.000Z', '2026-03-14T09:00:01.000Z'),
});

describe('the marker', () => {
  it('is read as it was written, whatever the key, the run and the body are called', () => {
    fc.assert(
      fc.property(text, stamps, text, text, (key, stamp, gist, body) => {
        const marker = makeMarker(key, stamp, gist);
        const marked = withMarker(marker, body);
        expect(readMarked(marked)).toEqual({ marker, body });
        expect(marked.indexOf('-->')).toBe(marked.split('\n')[0]?.lastIndexOf('-->'));
      }),
    );
  });

  it('is none that begins later, or is no marker', () => {
    const marked = withMarker(
      makeMarker('k', { runId: '1', attempt: 1, time: '2026-03-14T09:00:00Z' }, 'g'),
      'body',
    );
    expect(readMarked(` ${marked}`)).toBeUndefined();
    expect(readMarked(marked.replace('#1', '#x'))).toBeUndefined();
    expect(readMarked('')).toBeUndefined();
  });
});

describe('the order of runs', () => {
  const stamp = (runId: string, attempt = 1, time = '2026-03-14T09:00:00Z') => ({
    runId,
    attempt,
    time,
  });

  it('counts runs, then attempts, then the time', () => {
    const ordered = [
      stamp('9', 5),
      stamp('10'),
      stamp('10', 1, '2026-03-14T09:00:01Z'),
      stamp('10', 2),
      stamp('12345678901234567890'),
    ];
    expect(ordered.toReversed().toSorted(compareStamps)).toEqual(ordered);
  });

  it('counts the runs of one job, which are numbered within it, as that job', () => {
    const ordered = [
      stamp('9.3', 2, '2026-03-14T12:00:00Z'),
      stamp('10', 1, '2026-03-14T09:00:00Z'),
      stamp('10.2', 1, '2026-03-14T08:59:00Z'),
      stamp('10.11', 1, '2026-03-14T08:58:00Z'),
      stamp('10', 2, '2026-03-14T08:00:00Z'),
      stamp('11.2', 1, '2026-03-14T07:00:00Z'),
    ];
    expect(ordered.toReversed().toSorted(compareStamps)).toEqual(ordered);
  });

  it('goes by the time where runs are not counted', () => {
    const older = stamp('local-b', 2, '2026-03-14T09:00:00Z');
    expect(compareStamps(older, stamp('local-a', 1, '2026-03-14T09:00:01Z'))).toBeLessThan(0);
  });
});
