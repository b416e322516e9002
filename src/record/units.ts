/**
 * How durations, sizes, shares and changes are written everywhere: terminal, Markdown, HTML, live output.
 * Nothing else rounds a number that people read.
 */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * A time that was measured: `0.36s`, `9.84s`, `45.2s`, `2m 15s`, `1h 02m`; from milliseconds. From a
 * second on it has three digits that say something, so that a change in percent that stands beside two
 * times agrees with them.
 */
export function formatDuration(ms: number): string {
  // A time of nothing is nothing.
  if (ms >= 5 && ms < 9_995) return `${(ms / SECOND).toFixed(2)}s`;
  if (ms < 59_950) return `${(ms / SECOND).toFixed(1)}s`;
  return inMinutes(ms);
}

/** A time that is predicted, or still runs: two digits, `0.36s`, `9.8s`, `45s`; from milliseconds. */
export function formatRoughly(ms: number): string {
  if (ms >= 5 && ms < 995) return `${(ms / SECOND).toFixed(2)}s`;
  if (ms < 9_950) return `${(ms / SECOND).toFixed(1)}s`;
  const seconds = Math.round(ms / SECOND);
  return seconds < 60 ? `${seconds}s` : inMinutes(ms);
}

/** A time that somebody chose, such as a budget: `20s`, `12.5s`, `1m 30s`, as short as it is exact. */
export function formatSetting(ms: number): string {
  return formatDuration(ms)
    .replace(/(\.\d*?)0+s$/, '$1s')
    .replace(/\.s$/, 's')
    .replace(/ 00[sm]$/, '');
}

function inMinutes(ms: number): string {
  const seconds = Math.round(ms / SECOND);
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${pad(seconds % 60)}s`;
  const minutes = Math.round(ms / MINUTE);
  return `${Math.floor((minutes * MINUTE) / HOUR)}h ${pad(minutes % 60)}m`;
}

/** `512 B`, `3.9 kB`, `263 MB`, `1.1 GB`; decimal units, from bytes. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 9.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

/** `33 %`, and `< 1 %` for what would round to nothing; from a share of 1. */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.5) return '< 1 %';
  return `${Math.round(percent)} %`;
}

/** `+53 %`, `−35 %`, `±0 %`; from percent. */
export function formatChange(percent: number): string {
  const size = Math.round(Math.abs(percent));
  if (size === 0) return '±0 %';
  return `${percent < 0 ? '−' : '+'}${size} %`;
}

/** `11 %`: the largest change that could be noise, never less than it is; from percent. */
export function formatLimit(percent: number): string {
  return `${Math.ceil(percent)} %`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
