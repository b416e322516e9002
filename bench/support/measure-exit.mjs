// Loaded before the engine by `--import`: writes at its exit what it took, and makes its standard
// output a terminal where the bench asks for one.
import { readFileSync, writeFileSync } from 'node:fs';

const { BENCH_MEASURES, BENCH_TERMINAL } = process.env;
if (BENCH_TERMINAL) Object.defineProperty(process.stdout, 'isTTY', { value: true });
process.on('exit', () => {
  // Not `resourceUsage().maxRSS`, which begins with what the parent had when it started this.
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'latin1'));
  writeFileSync(BENCH_MEASURES, JSON.stringify({ peakRssBytes: Number(peak?.[1]) * 1024 }));
});
