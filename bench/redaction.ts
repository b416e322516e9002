/** What taking secrets out of logs costs: processor time over the number of secrets and the log's size. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { masksIn } from '../src/execution/redaction/masks.ts';
import { createRedactor } from '../src/execution/redaction/redactor.ts';
import { median, tell } from './support/claims.ts';

const ROUNDS = 3;
/** More than this a doubling is more than linear, with room for noise. */
const MOST_PER_DOUBLING = 2.3;
const LOG_BYTES = 16 << 20;
const MASKS = 30_000;

const folder = mkdtempSync(join(tmpdir(), 'stagetime-bench-'));
const file = join(folder, 'log');

/** A log of about this size that asks to hide so many values first and prints some of them later. */
function logOf(masks: number, bytes: number, line: (i: number) => string): string {
  const secrets = Array.from({ length: masks }, (_, i) => `::add-mask::${secretOf(i)}\n`);
  const lines: string[] = [];
  for (let size = 0, i = 0; size < bytes; i += 1) {
    const next = line(i);
    lines.push(next);
    size += next.length;
  }
  return secrets.join('') + lines.join('');
}

const secretOf = (i: number): string => `value-${(i * 2_654_435_761) % 4_294_967_296}`;
const ordinary = (i: number): string =>
  `tests/test_${i % 97}.py::test_case ${i} took ${secretOf(i % 50_000)} and passed\n`;
/** Nearly a secret, over and over. */
const adversarial = (): string => `${'value-value-'.repeat(20)}\n`;
const endless = (): string => 'value-26544'.repeat(6_000);

async function measure(text: string): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    writeFileSync(file, text);
    const before = process.cpuUsage();
    const redactor = createRedactor([]);
    for (const mask of await masksIn(file)) redactor.add(mask);
    await redactor.file(file);
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1000);
  }
  return median(times);
}

/** A title, what each size is, and the log of that size. */
const series: readonly (readonly [string, readonly number[], (size: number) => string])[] = [
  ['masks, 1 MB of log', [3_750, 7_500, 15_000, MASKS], n => logOf(n, 1 << 20, ordinary)],
  ...(
    [
      ['ordinary', ordinary],
      ['adversarial', adversarial],
      ['one line', endless],
    ] as const
  ).map(
    ([what, line]) =>
      [
        `MB of log, ${what}, 100 masks`,
        [4, 8, 16, 32],
        (megabytes: number) => logOf(100, megabytes << 20, line),
      ] as const,
  ),
];

try {
  for (const [title, sizes, textOf] of series) {
    const times: number[] = [];
    for (const size of sizes) times.push(await measure(textOf(size)));
    tell(
      `Time over ${title}`,
      sizes.flatMap((size, i) => {
        const ms = times[i] ?? Number.NaN;
        const before = times[i - 1];
        const at = { what: `${size}`, measured: ms, unit: 'ms' } as const;
        if (before === undefined) return [at];
        const ratio = { what: `  against half of it`, measured: ms / before, unit: 'x' } as const;
        return [at, { ...ratio, atMost: MOST_PER_DOUBLING }];
      }),
    );
  }
  tell('All at once', [
    {
      what: `${MASKS} masks, ${LOG_BYTES >> 20} MB of log`,
      measured: await measure(logOf(MASKS, LOG_BYTES, ordinary)),
      unit: 'ms',
    },
  ]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
