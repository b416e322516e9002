// src/analysis/verdict/baseline-age.ts
const DAY_MS = 864e5;
function ageDays({ run }, baseline) {
	const starts = baseline.flatMap((past) => validTime(past.run.startedAt) ?? []);
	const now = validTime(run.startedAt);
	if (now === void 0 || starts.length === 0) return 0;
	return Math.max(0, Math.round((now - Math.max(...starts)) / DAY_MS * 10) / 10);
}
function validTime(date) {
	const ms = Date.parse(date);
	return Number.isNaN(ms) ? void 0 : ms;
}
export { ageDays as t };
