import { expect, it } from 'vitest';
import { campaignOf, playMany } from '../sequences/campaign.ts';

const campaign = campaignOf({ runs: 80, seed: 5101 });

/** What many sequences have to reach, or else they try less than they claim. */
const REACHED = [
  'reused stages compared',
  'chaos that left something spoilt',
  'copies of a workspace',
  'damaged files of the store',
  'empty folders after a reuse',
  'files of the user that stood beside something reused',
  'links after a reuse',
  'not stored: missing-output',
  'not stored: overwritten',
  'runs by force in an empty folder',
  'runs killed while stages ran',
  'runs of a part compared',
  'stages interrupted while they ran',
  'stages that failed',
  'stages that passed after an attempt that failed',
];

/** What is met in one of a hundred or less: to be reached by many more. */
const RARE = [
  'not stored: inputs-changed (running)',
  'not stored: inputs-changed (waiting)',
  'not stored: shared-outputs',
  'not stored: undeclared-writes',
];
const MANY = 1_000;

it.skipIf(process.platform !== 'linux')(
  `any state that is met gives what a clean checkout gives: ${campaign.runs} sequences from seed ${campaign.seed}`,
  { timeout: 7_200_000 },
  async () => {
    const tally = await playMany(campaign);
    console.log(String(tally));
    const wanted = campaign.runs < MANY ? REACHED : [...REACHED, ...RARE];
    expect(wanted.filter(what => tally.count(what) === 0)).toEqual([]);
  },
);
