/** How stages tell the run-wide factor: each has a vote, and the middle of the others' is taken. */

/** Stages quieter than this count alike, so that no single one decides. */
export const EQUALLY_QUIET = 0.03;
/** What is further from the middle than this many scales has no say (Tukey's biweight, 95 % efficient). */
export const BIWEIGHT = 4.685;
/**
 * No vote counts for more than the fourth heaviest: whichever stage is left out, three others then weigh
 * the same, so that none has more than a third of the say. Otherwise one steady stage among noisy ones,
 * such as minutes of tests beside seconds of checks, would be the factor, and what slows it the machine's.
 */
const CAPPED_AT = 3;

/** A stage as a witness of the factor: its residuals over its sensitivity, and their scales. */
export interface Voter {
  readonly values: readonly number[];
  readonly scales: readonly number[];
}

interface Vote {
  readonly voter: number;
  readonly value: number;
  readonly scale: number;
  readonly weight: number;
}

function votesOf(voters: readonly (Voter | undefined)[], column: number): readonly Vote[] {
  const votes = voters.flatMap((voter, index): Vote[] => {
    const value = voter?.values[column] ?? Number.NaN;
    if (voter === undefined || Number.isNaN(value)) return [];
    const scale = voter.scales[column] as number;
    return [{ voter: index, value, scale, weight: 1 / Math.max(scale, EQUALLY_QUIET) ** 2 }];
  });
  const heaviest = votes.map(({ weight }) => weight).sort((a, b) => b - a);
  const most = heaviest[Math.min(CAPPED_AT, heaviest.length - 1)] ?? 0;
  return votes
    .map(vote => (vote.weight <= most ? vote : { ...vote, weight: most }))
    .sort((a, b) => a.value - b.value);
}

/** Sorted votes with what their sums are needed for again and again. */
export interface Ballot {
  readonly votes: readonly Vote[];
  /** Of all votes up to each of them. */
  readonly weightUpTo: readonly number[];
  /** Place of a stage's vote. */
  readonly places: ReadonlyMap<number, number>;
  /** Sums of the biweight around a vote, by its place: most stages leave the same one in the middle. */
  readonly sums: Map<number, { readonly sum: number; readonly weight: number }>;
}

/** The votes on one run. */
export function ballotOf(voters: readonly (Voter | undefined)[], column: number): Ballot {
  const votes = votesOf(voters, column);
  let total = 0;
  const weightUpTo = votes.map(({ weight }) => {
    total += weight;
    return total;
  });
  const places = new Map(votes.map(({ voter }, place) => [voter, place]));
  return { votes, weightUpTo, places, sums: new Map() };
}

/**
 * The middle of the votes but one: their weighted median, then a step of Tukey's biweight from there.
 * Undefined with fewer votes than `fewest`.
 */
export function location(
  ballot: Ballot,
  without: number | undefined,
  fewest: number,
): number | undefined {
  const { votes, weightUpTo, places } = ballot;
  const place = without === undefined ? undefined : places.get(without);
  const left = place === undefined ? undefined : (votes[place] as Vote);
  if (votes.length - (left === undefined ? 0 : 1) < fewest) return undefined;
  const half = ((weightUpTo.at(-1) ?? 0) - (left?.weight ?? 0)) / 2;
  const weightAt = (at: number): number =>
    (weightUpTo[at] as number) - (place !== undefined && at >= place ? (left?.weight ?? 0) : 0);
  let [low, high] = [0, votes.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (weightAt(middle) >= half) high = middle;
    else low = middle + 1;
  }
  const start = (votes[low] as Vote).value;
  const { sum, weight } = sumsAround(ballot, low);
  const own = left === undefined ? 0 : biweight(left, start);
  const others = weight - own;
  return others > 0 ? (sum - own * (left?.value ?? 0)) / others : start;
}

function sumsAround({ votes, sums }: Ballot, place: number): { sum: number; weight: number } {
  const known = sums.get(place);
  if (known !== undefined) return known;
  const start = (votes[place] as Vote).value;
  let [sum, weight] = [0, 0];
  for (const vote of votes) {
    const own = biweight(vote, start);
    sum += own * vote.value;
    weight += own;
  }
  sums.set(place, { sum, weight });
  return { sum, weight };
}

/** The weight of a vote seen from a middle; none where it is far off. */
function biweight({ value, scale, weight }: Vote, start: number): number {
  const far = (value - start) / (BIWEIGHT * Math.max(scale, EQUALLY_QUIET));
  return Math.abs(far) >= 1 ? 0 : weight * (1 - far ** 2) ** 2;
}
