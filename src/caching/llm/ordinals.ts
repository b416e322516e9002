/** The `nth` of equal requests in a run: repeats of a sampled request are different requests. */
export interface Ordinals {
  /** The smallest ordinal that no equal request has. */
  claim(identity: string): number;
  /** Gives an ordinal back whose request got no answer, so that the next try gets it. */
  release(identity: string, nth: number): void;
}

/** Ordinals from 0 on for every identity. */
export function createOrdinals(): Ordinals {
  const taken = new Map<string, Set<number>>();
  return {
    claim(identity) {
      const used = taken.get(identity) ?? new Set();
      taken.set(identity, used);
      let nth = 0;
      while (used.has(nth)) nth += 1;
      used.add(nth);
      return nth;
    },
    release(identity, nth) {
      taken.get(identity)?.delete(nth);
    },
  };
}
