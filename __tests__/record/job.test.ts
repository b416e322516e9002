import { describe, expect, it } from 'vitest';
import {
  isSameJob,
  jobTitle,
  legTitle,
  readLeg,
  runKey,
  sectionKey,
} from '../../src/record/job.ts';

const legOf = (value: unknown) => readLeg(JSON.stringify(value))?.leg;

describe('the leg of a matrix', () => {
  it.each(['', ' ', 'null', '{}', ['$', '{{ toJSON(matrix) }}'].join('')])(
    'is none for %j: the job has no matrix, or the runner does not know what that is',
    text => expect(readLeg(text)).toBeUndefined(),
  );

  it('is its values, in whichever order they stand', () => {
    expect(readLeg('{\n  "os": "ubuntu-24.04",\n  "python": 3.1\n}')).toEqual({
      matrix: { os: 'ubuntu-24.04', python: '3.1' },
      leg: legOf({ python: 3.1, os: 'ubuntu-24.04' }),
    });
    expect(legOf({ a: { x: 1, y: [{ p: 1, q: 2 }] } })).toBe(
      legOf({ a: { y: [{ q: 2, p: 1 }], x: 1 } }),
    );
  });

  it.each<[string, unknown, unknown]>([
    ['a value', { a: 'x' }, { a: 'y' }],
    ['a type', { a: '3.1' }, { a: 3.1 }],
    ['a name', { a: 'x' }, { b: 'x' }],
    ['one name more', { a: 'x' }, { a: 'x', b: null }],
    ['order within a list', { a: ['x', 'y'] }, { a: ['y', 'x'] }],
    ['the end of a long value', { a: `${'x'.repeat(9_000)}1` }, { a: `${'x'.repeat(9_000)}2` }],
    ['the end of a huge value', { a: `${'x'.repeat(900_000)}1` }, { a: `${'x'.repeat(900_000)}2` }],
    ['the last of many names', names(40), { ...names(40), n39: 'other' }],
    ['a name that is special to JavaScript', JSON.parse('{"__proto__":1}'), { x: 1 }],
  ])('differs where %s differs', (_, a, b) => expect(legOf(a)).not.toBe(legOf(b)));

  it('is a name where somebody gave it one', () => {
    expect(readLeg('called by windows')?.matrix).toEqual({ leg: 'called by windows' });
    expect(readLeg('3.12')?.matrix).toEqual({ leg: '3.12' });
    expect(readLeg('{"os":')?.matrix).toEqual({ leg: '{"os":' });
  });

  it('is small and visible, whatever its values are', () => {
    const hostile = {
      [`n\u202e${'x'.repeat(500)}`]: `a\n::error::b ${'y'.repeat(500)}`,
      ...names(90),
    };
    for (const text of [JSON.stringify(hostile), '['.repeat(60_000), `"${'x'.repeat(90_000)}"`]) {
      const leg = readLeg(text);
      expect(JSON.stringify(leg).length).toBeLessThan(3_000);
      expect(JSON.stringify(leg)).not.toMatch(/\\n|\u202e/);
      expect(leg?.leg).toMatch(/^[0-9a-f]{16}$/);
    }
  });
});

function names(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`n${i}`, String(i)]));
}

describe('the title of a job', () => {
  it('is the one that GitHub shows', () => {
    const leg = readLeg('{"os":"ubuntu-24.04","python":"3.12"}');
    expect(jobTitle({ job: 'test', ...leg })).toBe('test (ubuntu-24.04, 3.12)');
    expect(legTitle({ job: 'test', ...leg })).toBe('test (ubuntu-24.04, 3.12)');
    expect(jobTitle({ job: 'test' })).toBe('test');
    expect(legTitle({ job: 'test' })).toBeUndefined();
    expect(jobTitle({})).toBeUndefined();
  });
});

describe('the identity of a run', () => {
  const run = { id: '1', attempt: 1, workflow: 'w', job: 'j', step: 's', leg: 'l', jobIndex: 0 };

  it('differs with each of its parts', () => {
    const others = [
      { ...run, id: '1.2' },
      { ...run, attempt: 2 },
      { ...run, workflow: 'x' },
      { ...run, job: 'x' },
      { ...run, step: 'x' },
      { ...run, leg: 'x' },
      { ...run, jobIndex: 1 },
      { id: '1', attempt: 1 },
    ];
    expect(new Set([run, ...others].map(one => runKey({ run: one }))).size).toBe(9);
  });

  it('is of the same job and leg, or of none that is known', () => {
    expect(isSameJob({ job: 'a', leg: 'x' }, { job: 'a', leg: 'x', workflow: 'other' })).toBe(true);
    expect(isSameJob({ job: 'a', leg: 'x' }, { job: 'a', leg: 'y' })).toBe(false);
    expect(isSameJob({ job: 'a', leg: 'x' }, { job: 'a' })).toBe(false);
    expect(isSameJob({ job: 'a' }, { job: 'b' })).toBe(false);
    // Recorded by an earlier version, or in the terminal.
    expect(isSameJob({ job: 'a' }, {})).toBe(true);
    expect(isSameJob({ job: 'a', leg: 'x' }, {})).toBe(false);
  });

  it('has a part of a comment for each workflow, job, step and leg', () => {
    const jobs = [
      run,
      { ...run, workflow: 'wj', job: '' },
      { ...run, step: 'x' },
      { ...run, leg: 'x' },
    ];
    const keys = jobs.map(sectionKey);
    expect(new Set(keys).size).toBe(4);
    // Whichever run and attempt it is.
    expect(sectionKey({ ...run, jobIndex: 3 })).toBe(keys[0]);
  });
});
