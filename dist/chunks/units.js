// src/record/units.ts
const SECOND = 1e3;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
function formatDuration(ms) {
	if (ms >= 5 && ms < 9995) return `${(ms / SECOND).toFixed(2)}s`;
	if (ms < 59950) return `${(ms / SECOND).toFixed(1)}s`;
	return inMinutes(ms);
}
function formatRoughly(ms) {
	if (ms >= 5 && ms < 995) return `${(ms / SECOND).toFixed(2)}s`;
	if (ms < 9950) return `${(ms / SECOND).toFixed(1)}s`;
	const seconds = Math.round(ms / SECOND);
	return seconds < 60 ? `${seconds}s` : inMinutes(ms);
}
function formatSetting(ms) {
	return formatDuration(ms).replace(/(\.\d*?)0+s$/, "$1s").replace(/\.s$/, "s").replace(/ 00[sm]$/, "");
}
function inMinutes(ms) {
	const seconds = Math.round(ms / SECOND);
	if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${pad(seconds % 60)}s`;
	const minutes = Math.round(ms / MINUTE);
	return `${Math.floor(minutes * MINUTE / HOUR)}h ${pad(minutes % 60)}m`;
}
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
function formatShare(share) {
	const percent = share * 100;
	if (percent > 0 && percent < .5) return "< 1 %";
	return `${Math.round(percent)} %`;
}
function formatChange(percent) {
	const size = Math.round(Math.abs(percent));
	if (size === 0) return "±0 %";
	return `${percent < 0 ? "−" : "+"}${size} %`;
}
function formatLimit(percent) {
	return `${Math.ceil(percent)} %`;
}
function pad(value) {
	return String(value).padStart(2, "0");
}
export { formatRoughly as a, formatLimit as i, formatChange as n, formatSetting as o, formatDuration as r, formatShare as s, formatBytes as t };
