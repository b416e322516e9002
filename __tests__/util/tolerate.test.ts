import { describe, expect, it } from 'vitest';
import { tolerate } from '../../src/util/tolerate.ts';

describe('work whose faults are not the stages’ own', () => {
  it.each([
    ['an error', () => Promise.reject(new Error('disk full')), 'disk full'],
    [
      'something that is thrown at once',
      () => {
        throw new Error('disk full');
      },
      'disk full',
    ],
    ['what is no error', () => Promise.reject('disk full'), 'disk full'],
  ])('gives what stands in for it, and hands on %s', async (_, work, message) => {
    const faults: string[] = [];
    const given = await tolerate<string>(work, 'instead', error => void faults.push(error.message));
    expect(given).toBe('instead');
    expect(faults).toEqual([message]);
  });

  it('gives its own value where nothing is thrown', async () => {
    const given = tolerate(
      () => 'own',
      'instead',
      error => {
        throw error;
      },
    );
    expect(await given).toBe('own');
  });
});
