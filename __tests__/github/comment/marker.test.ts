import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareStamps, hash, readMarked, withMarker } from '../../../src/github/comment/marker.ts';

const text = fc.string({ unit: 'binary' });
/** None begins with an empty line: behind an older marker, the first line break was the marker's. */
const bodies = text.filter(body => !/^\r?\n/.test(body));

describe('the marker', () => {
  it('is read as it was written, whatever the key is called', () => {
    fc.assert(
      fc.property(text, bodies, (key, body) => {
        const marked = withMarker(key, body);
        expect(readMarked(marked)).toEqual({ key: hash(key), body: body.replaceAll('\r\n', '\n') });
        expect(marked.slice(0, marked.length - body.length).match(/-->/g)).toHaveLength(1);
      }),
    );
  });

  it('is none that begins later, or is no marker', () => {
    const marked = withMarker('k', 'body');
    expect(readMarked(` ${marked}`)).toBeUndefined();
    expect(readMarked(marked.replace(' -->', ' x y z w -->'))).toBeUndefined();
    expect(readMarked('')).toBeUndefined();
  });

  it('of an earlier version is read too', () => {
    const line = `<!-- stagetime ${hash('k')} 123.2#1 2026-03-14T09:00:00.000Z ${hash('g')} -->`;
    expect(readMarked(`${line}\nbody`)).toEqual({ key: hash('k'), body: 'body' });
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
