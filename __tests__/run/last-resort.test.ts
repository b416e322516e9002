import { describe, expect, it } from 'vitest';
import { runWhateverHappens } from '../../src/run/last-resort.ts';
import type { Ran, RunRequest } from '../../src/run/run-request.ts';
import { aRun } from '../builders.ts';

const REQUEST = { signal: new AbortController().signal } as RunRequest;

function ranWith(status: 'passed' | 'failed'): Ran {
  return { kind: 'ran', record: aRun({ status, notices: [] }), reportDir: '/r' } as Ran;
}

describe('a run that fails by itself', () => {
  it.each(['passed', 'failed'] as const)('is what its stages came to: %s', async status => {
    let over = false;
    const finished = Promise.resolve().then(() => {
      over = true;
    });
    const result = await runWhateverHappens(REQUEST, async ({ onStages }) => {
      onStages?.({ finished, ran: () => ranWith(status), flush: async () => {} });
      throw new Error('no room for the report');
    });
    expect(over).toBe(true);
    expect(result).toMatchObject({
      kind: 'ran',
      record: {
        status,
        notices: [{ kind: 'fault', of: 'engine', cause: 'no room for the report' }],
      },
    });
  });

  it('has no outcome where no stage had started', async () => {
    const run = runWhateverHappens(REQUEST, () => Promise.reject(new Error('early')));
    await expect(run).rejects.toThrow('early');
  });
});
