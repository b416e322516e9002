/** Many sequences from one seed. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Patch } from '../support/taken-out.ts';
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

/** What a sequence showed. */
export interface Failure {
  /** Its number in the campaign, from 1. */
  readonly sequence: number;
  readonly difference: string;
  /** What happened in it, in lines. */
  readonly log: readonly string[];
}

/** What was reached, and the first sequence that shows a difference. */
export interface Outcome {
  readonly tally: Tally;
  readonly failure?: Failure;
}

/**
 * Plays sequences until one shows a difference. `patches` are what the engine was built with: where a run
 * is killed, it is built again. Shrinking takes long, because each try plays a sequence: it is done where
 * `STAGETIME_SHRINK` is set, and the last difference is the one of the smallest sequence.
 */
export async function playUntil(
  { runs, seed }: Campaign,
  patches: readonly Patch[] = [],
): Promise<Outcome> {
  const tally = new Tally();
  const folder = mkdtempSync(join(tmpdir(), 'stagetime-killed-'));
  const killer = createKiller(folder, patches);
  let failure: Failure | undefined;
  try {
    const { errorInstance } = await fc.check(
      fc.asyncProperty(sequences, async sequence => {
        tally.add('sequences');
        const { difference, log } = await play(sequence, { killer, tally });
        if (difference === undefined) return true;
        const number = failure?.sequence ?? tally.count('sequences');
        const { steps: _, ...setting } = sequence;
        failure = { sequence: number, difference, log: [JSON.stringify(setting), ...log] };
        return false;
      }),
      { numRuns: runs, seed, endOnFailure: process.env.STAGETIME_SHRINK === undefined },
    );
    // Something other than a difference.
    if (failure === undefined && errorInstance !== null) throw errorInstance;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { tally, ...(failure !== undefined && { failure }) };
}

/** Plays sequences that all have to hold: a difference is thrown with how to play it again. */
export async function playMany(campaign: Campaign): Promise<Tally> {
  const { tally, failure } = await playUntil(campaign);
  if (failure === undefined) return tally;
  const { sequence, difference, log } = failure;
  const again = `again with STAGETIME_SEED=${campaign.seed} STAGETIME_SEQUENCES=${sequence}`;
  throw new Error([difference, again, ...log].join('\n'));
}
