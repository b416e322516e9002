/** The `nth` of equal requests in a run: repeats of a sampled request are different requests. */
export interface Ordinals {
  /** Those of one stage, which may be attempted more than once. */
  ofStage(): StageOrdinals;
}

/** A stage's ordinals. An attempt asks for what the one before it asked for, in the same order. */
export interface StageOrdinals {
  /**
   * The ordinal that an earlier attempt's equal request had, when it was that attempt's first, second, …;
   * else the smallest that no equal request of the run has.
   */
  claim(identity: string): Claim;
  /** The stage starts again: its requests begin with the first. */
  beginAttempt(): void;
}

export interface Claim {
  readonly nth: number;
  /** Gives the ordinal back because there was no answer, so that the next try gets it. */
  release(): void;
}

/** Ordinals from 0 on for every identity. */
export function createOrdinals(): Ordinals {
  const taken = new Map<string, Set<number>>();

  function take(identity: string): number {
    const used = taken.get(identity) ?? new Set();
    taken.set(identity, used);
    let nth = 0;
    while (used.has(nth)) nth += 1;
    used.add(nth);
    return nth;
  }

  return {
    ofStage() {
      /** What the stage holds of each identity, in the order in which it came to it. */
      const held = new Map<string, number[]>();
      /** How many of them this attempt has asked for. */
      let asked = new Map<string, number>();
      let attempt = 0;
      return {
        claim(identity) {
          const own = held.get(identity) ?? [];
          held.set(identity, own);
          const count = asked.get(identity) ?? 0;
          asked.set(identity, count + 1);
          if (count === own.length) own.push(take(identity));
          const nth = own[count] as number;
          const claimedBy = attempt;
          return {
            nth,
            release() {
              // What an attempt that is over did not get is asked for by the next under the same ordinal.
              if (claimedBy !== attempt) return;
              own.splice(own.indexOf(nth), 1);
              asked.set(identity, (asked.get(identity) ?? 1) - 1);
              taken.get(identity)?.delete(nth);
            },
          };
        },
        beginAttempt() {
          attempt += 1;
          asked = new Map();
        },
      };
    },
  };
}
