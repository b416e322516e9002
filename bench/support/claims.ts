/** What a bench claims and how it is told: one line a claim, with its bar and whether it holds. */

/** One measured number; without a bar it is told for what it is worth. */
export interface Claim {
  readonly what: string;
  readonly measured: number;
  readonly unit: Unit;
  /** The most it may be. */
  readonly atMost?: number;
  /** The least it may be. */
  readonly atLeast?: number;
}

type Unit = 'x' | 'ms' | 'MB' | '%' | 'per 1,000';

const DIGITS: Readonly<Record<Unit, number>> = { x: 3, ms: 1, MB: 1, '%': 2, 'per 1,000': 2 };

/** Prints the claims; with `--check` on the command line a missed bar makes the exit code 1. */
export function tell(title: string, claims: readonly Claim[]): void {
  const rows = claims.map(claim => [
    claim.what,
    written(claim.measured, claim.unit),
    barOf(claim),
    barOf(claim) === '' ? '' : isMissed(claim) ? 'missed' : 'holds',
  ]);
  const widths = [0, 1, 2].map(i => Math.max(...rows.map(row => row[i]?.length ?? 0)));
  console.log(`\n${title}`);
  for (const [what = '', measured = '', bar = '', verdict = ''] of rows) {
    const cells = [
      what.padEnd(widths[0] ?? 0),
      measured.padStart(widths[1] ?? 0),
      bar.padEnd(widths[2] ?? 0),
      verdict,
    ];
    console.log(`  ${cells.join('  ').trimEnd()}`);
  }
  if (process.argv.includes('--check') && claims.some(isMissed)) process.exitCode = 1;
}

function barOf({ atLeast, atMost, unit }: Claim): string {
  const bars = [
    ...(atLeast === undefined ? [] : [`at least ${written(atLeast, unit)}`]),
    ...(atMost === undefined ? [] : [`at most ${written(atMost, unit)}`]),
  ];
  return bars.join(', ');
}

function isMissed({ measured, atLeast, atMost }: Claim): boolean {
  const tooLow = atLeast !== undefined && !(measured >= atLeast);
  return tooLow || (atMost !== undefined && !(measured <= atMost));
}

function written(value: number, unit: Unit): string {
  return `${value.toFixed(DIGITS[unit])} ${unit}`;
}

/** The value that this share of the values does not exceed; 0.5 is the median. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const low = sorted[Math.floor(place)] ?? Number.NaN;
  const high = sorted[Math.ceil(place)] ?? low;
  return low + (high - low) * (place - Math.floor(place));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}
