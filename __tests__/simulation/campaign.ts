/** Many worlds, one after another, until one does not hold. */

import type { Patch } from '../support/taken-out.ts';
import { Tally } from '../support/tally.ts';
import type { Violation } from './broken.ts';
import { buildEngine } from './build.ts';
import type { Slots } from './engine-runs.ts';
import { type Played, play } from './play.ts';
import { type Scenario, scenarioOf } from './scenario.ts';
import { shrink } from './shrink.ts';
import { createSlot, type Slot } from './slot.ts';

/** Plays scenarios with one build of the engine. */
export class Simulator {
  readonly tally = new Tally();
  readonly #slots: Slots;

  constructor(code: string) {
    const free: Slot[] = [];
    this.#slots = {
      take: () => free.pop() ?? createSlot(code),
      give: slot => void free.push(slot),
    };
  }

  play(scenario: Scenario): Promise<Played> {
    return play(scenario, this.#slots, this.tally);
  }

  /** The smallest scenario of which the same does not hold. */
  shrink(scenario: Scenario, { what }: Violation): Promise<Scenario> {
    return shrink(scenario, async smaller => (await this.play(smaller)).violation?.what === what);
  }
}

export async function openSimulator(patches: readonly Patch[] = []): Promise<Simulator> {
  return new Simulator(await buildEngine(patches));
}

/** The first seed that does not hold. */
export interface Failure {
  readonly seed: number;
  readonly violation: Violation;
}

/** Plays seeds in their order; `onPlayed` is told how many were. */
export async function campaign(
  simulator: Simulator,
  { from, seeds }: { readonly from: number; readonly seeds: number },
  onPlayed: (count: number) => void = () => undefined,
): Promise<Failure | undefined> {
  for (let seed = from; seed < from + seeds; seed += 1) {
    const { violation } = await simulator.play(scenarioOf(seed));
    if (violation !== undefined) return { seed, violation };
    onPlayed(seed - from + 1);
  }
  return undefined;
}
