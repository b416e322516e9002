/**
 * `npm run simulate:guards [-- --only N]`: takes each guard out of the engine in turn, and says at which seed
 * the simulator notices. Ends with 1 where it does not notice one within the seeds.
 */
import { parseArgs } from 'node:util';
import { campaign, openSimulator } from './campaign.ts';
import { GUARDS } from './guards/list.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    seeds: { type: 'string', default: '10000' },
    from: { type: 'string', default: '1' },
  },
});
Error.stackTraceLimit = 0;

for (const [index, { name, patches }] of GUARDS.entries()) {
  if (
    values.only !== undefined &&
    !values.only
      .split(',')
      .map(Number)
      .includes(index + 1)
  )
    continue;
  const simulator = await openSimulator(patches);
  const [from, seeds] = [Number(values.from), Number(values.seeds)];
  const failure = await campaign(simulator, { from, seeds });
  if (failure === undefined) process.exitCode = 1;
  const found =
    failure === undefined
      ? `not found in ${seeds} seeds`
      : `seed ${failure.seed}: ${failure.violation.what}: ${failure.violation.detail.slice(0, 80)}`;
  console.log(`${String(index + 1).padStart(2)}  ${name} | ${found}`);
}
