/** Many sequences from one seed. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { Tally } from '../support/tally.ts';
import { createKiller } from './killed.ts';
import { play } from './play.ts';
import { sequences } from './sequences.ts';

/** How many sequences, from which seed. */
export interface Campaign {
  readonly runs: number;
  readonly seed: number;
}

/** The campaign that the environment asks for, else this one. */
export function campaignOf({ runs, seed }: Campaign): Campaign {
  return {
    runs: Number(process.env.STAGETIME_SEQUENCES ?? runs),
    seed: Number(process.env.STAGETIME_SEED ?? seed),
  };
}

/**
 * Plays sequences until one shows a difference, which is thrown with the sequence and how to play it
 * again; gives what was reached. Shrinking takes long, because each try plays a sequence: it is done
 * where `STAGETIME_SHRINK` is set.
 */
export async function playMany({ runs, seed }: Campaign): Promise<Tally> {
  const tally = new Tally();
  const folder = mkdtempSync(join(tmpdir(), 'stagetime-killed-'));
  const killer = createKiller(folder);
  try {
    await fc.assert(
      fc.asyncProperty(sequences, async sequence => {
        tally.add('sequences');
        const { difference, log } = await play(sequence, { killer, tally });
        if (difference === undefined) return;
        const again = `STAGETIME_SEED=${seed} STAGETIME_SEQUENCES=${tally.count('sequences')}`;
        throw new Error(
          [difference, `again with ${again}`, JSON.stringify(sequence.specs), ...log].join('\n'),
        );
      }),
      { numRuns: runs, seed, endOnFailure: process.env.STAGETIME_SHRINK === undefined },
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return tally;
}
