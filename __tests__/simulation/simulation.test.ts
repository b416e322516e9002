import { describe, expect, it } from 'vitest';
import { campaign, openSimulator } from './campaign.ts';
import { FOUND } from './found.ts';
import { GUARDS } from './guards/list.ts';
import { scenarioOf } from './scenario.ts';

/** CI plays 10,000, and a workflow of its own the rest. */
const SEEDS = 150;

describe('a simulated world', async () => {
  const simulator = await openSimulator();

  // Ten seconds on a quiet machine; a busy one takes as long as it likes.
  it(`holds, for ${SEEDS} seeds`, { timeout: 600_000 }, async () => {
    expect(await campaign(simulator, { from: 1, seeds: SEEDS })).toBeUndefined();
    // Or else nothing was tried.
    expect(simulator.tally.count('reused stages compared')).toBeGreaterThan(SEEDS / 4);
    expect(simulator.tally.count('runs killed')).toBeGreaterThan(SEEDS / 20);
    expect(simulator.tally.count('runs said to be lost')).toBeGreaterThan(SEEDS / 20);
    expect(simulator.tally.count('histories compared')).toBeGreaterThan(SEEDS / 2);
  });

  it('is the same every time a seed is played, whatever was played before', async () => {
    const seeds = [7, 8, 9, 10, 11, 12];
    const digests = async (order: readonly number[]) => {
      const found = new Map<number, number>();
      const other = await openSimulator();
      for (const seed of order) found.set(seed, (await other.play(scenarioOf(seed))).digest);
      return seeds.map(seed => found.get(seed));
    };
    const [first, again] = [await digests(seeds), await digests([...seeds].reverse())];
    expect(again).toEqual(first);
    expect(new Set(first).size).toBe(seeds.length);
  });

  it.each(FOUND)('holds where it once did not: $what', async ({ scenario, patch, shows }) => {
    expect((await simulator.play(scenario)).violation).toBeUndefined();
    const asItWas = await openSimulator([patch]);
    expect((await asItWas.play(scenario)).violation?.what).toBe(shows);
  });

  it('does not hold without a guard, and shrinks to what shows it', async () => {
    const guard = GUARDS.find(({ name }) => name.startsWith('what earlier executions left'));
    if (guard === undefined) throw new Error('there is no such guard');
    const broken = await openSimulator(guard.patches);
    const failure = await campaign(broken, { from: 1, seeds: 200 });
    expect(failure?.violation.what).toMatch(/^wrong (outputs|reuse)$/);
    if (failure === undefined) return;
    const scenario = scenarioOf(failure.seed);
    const smallest = await broken.shrink(scenario, failure.violation);
    expect((await broken.play(smallest)).violation?.what).toBe(failure.violation.what);
    expect(JSON.stringify(smallest).length).toBeLessThan(JSON.stringify(scenario).length);
    expect((await simulator.play(smallest)).violation).toBeUndefined();
  });
});
