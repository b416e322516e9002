/**
 * Statistics that a few wild values do not spoil. Medians and quantiles come from simple-statistics;
 * what is here it does not have.
 */
import { median, probit, quickselect } from 'simple-statistics';

/** Makes the median absolute deviation of normal noise its standard deviation. */
export const MAD_TO_SIGMA = 1.4826;
/** Makes Qn of normal noise its standard deviation (Rousseeuw and Croux 1993). */
const QN_TO_SIGMA = 2.2219;

/**
 * The scale Qn: the quarter quantile of all distances between two values. It withstands as many wild
 * values as the median absolute deviation, does not take noise to be symmetric, and needs less than
 * half the values for the same precision. Corrected for few values; 0 for fewer than two.
 *
 * Rousseeuw and Croux, "Alternatives to the median absolute deviation", JASA 88 (1993); corrections
 * for few values by Croux and Rousseeuw, "Time-efficient algorithms for two highly robust estimators
 * of scale" (1992).
 */
export function qnScale(values: readonly number[]): number {
  const n = values.length;
  if (n < 2) return 0;
  const distances: number[] = [];
  for (let i = 1; i < n; i += 1) {
    for (let j = 0; j < i; j += 1) {
      distances.push(Math.abs((values[i] as number) - (values[j] as number)));
    }
  }
  const half = Math.floor(n / 2) + 1;
  const place = (half * (half - 1)) / 2 - 1;
  quickselect(distances, place);
  return QN_TO_SIGMA * qnCorrection(n) * (distances[place] as number);
}

const QN_OF_FEW = [0.399, 0.994, 0.512, 0.844, 0.611, 0.857, 0.669, 0.872] as const;

function qnCorrection(n: number): number {
  return QN_OF_FEW[n - 2] ?? (n % 2 === 1 ? n / (n + 1.4) : n / (n + 3.8));
}

/** The standard deviation of normal noise around zero, from the median of its sizes. */
export function scaleAroundZero(values: readonly number[]): number {
  return values.length === 0 ? 0 : MAD_TO_SIGMA * median(values.map(Math.abs));
}

/**
 * The quantile of Student's t distribution, by Cornish and Fisher's expansion around the normal one
 * (Abramowitz and Stegun 26.7.5): within 0.2 % for 4 degrees of freedom and more, for 0.8 to 0.999.
 */
export function tQuantile(probability: number, degrees: number): number {
  const z = probit(probability);
  const [z3, z5, z7, z9] = [z ** 3, z ** 5, z ** 7, z ** 9];
  return (
    z +
    (z3 + z) / (4 * degrees) +
    (5 * z5 + 16 * z3 + 3 * z) / (96 * degrees ** 2) +
    (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * degrees ** 3) +
    (79 * z9 + 776 * z7 + 1482 * z5 - 1920 * z3 - 945 * z) / (92_160 * degrees ** 4)
  );
}
