import { expect, it } from 'vitest';
import { campaignOf, playMany } from './campaign.ts';

/** A workflow of its own runs 2,000 of them; each takes about a second. */
const campaign = campaignOf({ runs: 12, seed: 1 });

// The commands are for a bash that knows `**`, and processes are looked up in /proc.
it.skipIf(process.platform !== 'linux')(
  `what stands there after any run is what a clean checkout gives: ${campaign.runs} sequences from seed ${campaign.seed}`,
  { timeout: 7_200_000 },
  async () => {
    const tally = await playMany(campaign);
    console.log(String(tally));
    // Or else nothing was tried.
    expect(tally.count('reused stages compared')).toBeGreaterThan(campaign.runs);
  },
);
