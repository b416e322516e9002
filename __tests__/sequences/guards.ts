/**
 * `npm run sequences:guards [-- --only 1,2 --sequences 100]`: brings each fault of the list back in turn, and says
 * which sequence notices. Ends with 1 where none does.
 */
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { rolldown } from 'rolldown';
import { type Patch, takenOut } from '../support/taken-out.ts';
import type * as CampaignModule from './campaign.ts';
import { FAULTS } from './guards/list.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    sequences: { type: 'string', default: '100' },
    seed: { type: 'string' },
  },
});
const only = values.only?.split(',').map(Number);

for (const [index, { name, patches, seed: usual }] of FAULTS.entries()) {
  const number = index + 1;
  if (only !== undefined && !only.includes(number)) continue;
  const { playUntil } = await campaignWith(patches, number);
  const [runs, seed] = [Number(values.sequences), Number(values.seed ?? usual)];
  const { failure } = await playUntil({ runs, seed }, patches);
  if (failure === undefined) process.exitCode = 1;
  const found =
    failure === undefined
      ? `not found in ${runs} sequences of seed ${seed}`
      : `sequence ${failure.sequence} of seed ${seed}: ${failure.difference}`;
  console.log(`${number}  ${name} | ${found}`);
}

/** The campaign with an engine that is changed so: its engine runs in the same process where nobody kills it. */
async function campaignWith(
  patches: readonly Patch[],
  number: number,
): Promise<typeof CampaignModule> {
  const { plugin, check } = takenOut(patches);
  const bundle = await rolldown({
    input: '__tests__/sequences/campaign.ts',
    platform: 'node',
    transform: { target: 'node20.19' },
    external: id => /^[@a-z]/.test(id) && !/^@(actions|oxc-project)\//.test(id),
    plugins: [plugin],
  });
  const file = resolve(`node_modules/.cache/stagetime/campaign-${process.pid}-${number}.mjs`);
  await bundle.write({ file, format: 'esm', codeSplitting: false });
  await bundle.close();
  check();
  const campaign: typeof CampaignModule = await import(pathToFileURL(file).href);
  await rm(file);
  return campaign;
}
