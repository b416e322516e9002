/** What becomes of a setup, for every combination of what is known of it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  asksForRoot,
  decideSetup,
  type SetupFacts,
} from '../../../src/execution/setup/decision.ts';
import type { MissingTool } from '../../../src/record/facts/stage/stage-reason.ts';

const tool: MissingTool = { kind: 'missing-tool', as: 'executable', tool: 'latexmk' };
const latexmk = { kind: 'executable', name: 'latexmk' } as const;

const facts: fc.Arbitrary<SetupFacts> = fc.record(
  {
    setup: fc.record({
      provides: fc.constantFrom([], [latexmk]),
      keep: fc.constantFrom([], ['.venv']),
    }),
    run: fc.constantFrom('make', 'sudo make'),
    isAsked: fc.boolean(),
    isKept: fc.boolean(),
    isPlaced: fc.boolean(),
    lacks: fc.constantFrom('none' as const, tool),
  },
  { requiredKeys: ['setup', 'run', 'isAsked'] },
);

describe('a setup', () => {
  it('asks for what it has to know, until it is decided; more facts change no decision', () => {
    fc.assert(
      fc.property(facts, known => {
        const decision = decideSetup(known);
        const all = { isKept: true, isPlaced: true, lacks: 'none' as const, ...known };
        if (decision.kind === 'ask') {
          const keys = { kept: 'isKept', layer: 'isPlaced', lacks: 'lacks' } as const;
          expect(known[keys[decision.about]]).toBeUndefined();
          expect(decideSetup(all).kind).not.toBe('ask');
        } else if (decision.kind === 'provided') {
          // The layer is looked at last: whether it was put in place says only how that came about.
          expect(['provided', 'placed']).toContain(decideSetup(all).kind);
        } else expect(decideSetup(all)).toEqual(decision);
      }),
    );
  });

  it('never asks for root rights where nobody allowed it, and always runs where something is missing and it may', () => {
    fc.assert(
      fc.property(facts, known => {
        const decision = decideSetup(known);
        const may = known.isAsked || !asksForRoot(known.run);
        if (decision.kind === 'run') expect(may).toBe(true);
        const isMissing = known.setup.provides.length > 0 && known.lacks === tool;
        if (isMissing && decision.kind !== 'ask') {
          expect(decision.kind).toBe(may ? 'run' : 'held');
        }
      }),
    );
  });

  it('with something to keep runs unless that is kept, whatever else is on the machine', () => {
    fc.assert(
      fc.property(facts, known => {
        fc.pre(known.setup.keep.length > 0 && known.isKept === false);
        expect(['run', 'held', 'ask']).toContain(decideSetup(known).kind);
      }),
    );
  });

  it('asks for root rights where it says so in any of its lines', () => {
    for (const run of ['sudo x', 'a\n  sudo -n x', 'a&&sudo x', '(doas x)', 'a | sudo tee b']) {
      expect(asksForRoot(run), run).toBe(true);
    }
    for (const run of ['pseudo x', 'echo sudoku', './sudo.sh', 'pip install sudo-tool']) {
      expect(asksForRoot(run), run).toBe(false);
    }
  });
});
