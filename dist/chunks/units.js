// src/record/units.ts
/**
* How durations, sizes, shares and changes are written everywhere: terminal, Markdown, HTML, live output.
* Nothing else rounds a number that people read.
*/
const SECOND = 1e3;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/**
* A time that was measured: `0.36s`, `9.84s`, `45.2s`, `2m 15s`, `1h 02m`; from milliseconds. From a
* second on it has three digits that say something, so that a change in percent that stands beside two
* times agrees with them.
*/
function formatDuration(ms) {
	if (ms >= 5 && ms < 9995) return `${(ms / SECOND).toFixed(2)}s`;
	if (ms < 59950) return `${(ms / SECOND).toFixed(1)}s`;
	return inMinutes(ms);
}
/** A time that is predicted, or still runs: two digits, `0.36s`, `9.8s`, `45s`; from milliseconds. */
function formatRoughly(ms) {
	if (ms >= 5 && ms < 995) return `${(ms / SECOND).toFixed(2)}s`;
	if (ms < 9950) return `${(ms / SECOND).toFixed(1)}s`;
	const seconds = Math.round(ms / SECOND);
	return seconds < 60 ? `${seconds}s` : inMinutes(ms);
}
/** A time that somebody chose, such as a budget: `20s`, `12.5s`, `1m 30s`, as short as it is exact. */
function formatSetting(ms) {
	return formatDuration(ms).replace(/(\.\d*?)0+s$/, "$1s").replace(/\.s$/, "s").replace(/ 00[sm]$/, "");
}
function inMinutes(ms) {
	const seconds = Math.round(ms / SECOND);
	if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${pad(seconds % 60)}s`;
	const minutes = Math.round(ms / MINUTE);
	return `${Math.floor(minutes * MINUTE / HOUR)}h ${pad(minutes % 60)}m`;
}
/** `512 B`, `3.9 kB`, `263 MB`, `1.1 GB`; decimal units, from bytes. */
function formatBytes(bytes) {
	const units = [
		"B",
		"kB",
		"MB",
		"GB",
		"TB"
	];
	let value = bytes;
	let unit = 0;
	while (value >= 999.5 && unit < units.length - 1) {
		value /= 1e3;
		unit += 1;
	}
	const digits = unit === 0 || value >= 9.95 ? 0 : 1;
	return `${value.toFixed(digits)} ${units[unit]}`;
}
/** `33 %`, and `< 1 %` for what would round to nothing; from a share of 1. */
function formatShare(share) {
	const percent = share * 100;
	if (percent > 0 && percent < .5) return "< 1 %";
	return `${Math.round(percent)} %`;
}
/** `+53 %`, `−35 %`, `±0 %`; from percent. */
function formatChange(percent) {
	const size = Math.round(Math.abs(percent));
	if (size === 0) return "±0 %";
	return `${percent < 0 ? "−" : "+"}${size} %`;
}
/** `11 %`: the largest change that could be noise, never less than it is; from percent. */
function formatLimit(percent) {
	return `${Math.ceil(percent)} %`;
}
function pad(value) {
	return String(value).padStart(2, "0");
}
export { formatRoughly as a, formatLimit as i, formatChange as n, formatSetting as o, formatDuration as r, formatShare as s, formatBytes as t };
