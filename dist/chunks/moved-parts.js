import { r as stageName } from "./status.js";
import { a as oneLine, n as counted } from "./text.js";
import { n as formatChange, r as formatDuration } from "./units.js";
// src/reporting/rows/quantity.ts
function quantity(key, value, format) {
	if (value === void 0) return {};
	return { [key]: {
		value,
		text: format(value)
	} };
}
// src/reporting/words/moved-parts.ts
const LONGEST_NAME = 120;
const LONGEST_PROGRAM = 40;
function movedRows(record) {
	const names = new Map(record.stages.map((stage) => [stage.id, stageName(stage)]));
	return (record.comparison?.stages ?? []).flatMap(({ id, moved = [] }) => moved.map((part) => ({
		stage: names.get(id) ?? "",
		...rowOf(part)
	})));
}
function movedWords(part) {
	switch (part.kind) {
		case "test": {
			const { what, before, now } = rowOf(part);
			return `${what} ${before.text} → ${now.text}`;
		}
		case "passes": return `${programName(part.program)} ran ${times(part.now)} instead of ${times(part.before)}`;
		case "tests": return `${counted(part.now, "test")} instead of ${part.before}`;
		case "pages": return `${counted(part.now, "page")} instead of ${part.before}`;
	}
}
function rowOf(part) {
	switch (part.kind) {
		case "test": {
			const { before, now } = part;
			const percent = !before.atMost && !now.atMost ? (now.ms / Math.max(1, before.ms) - 1) * 100 : void 0;
			return {
				...testName(part.name),
				before: timeQuantity(before, "new"),
				now: timeQuantity(now, "gone"),
				...quantity("change", percent, formatChange)
			};
		}
		case "passes": return {
			what: `runs of ${programName(part.program)}`,
			...counts(part)
		};
		case "tests":
		case "pages": return {
			what: `number of ${part.kind}`,
			...counts(part)
		};
	}
}
function counts({ before, now }) {
	return {
		before: {
			value: before,
			text: String(before)
		},
		now: {
			value: now,
			text: String(now)
		}
	};
}
function testName(full) {
	const [, where, name] = /^([^[]*?)::(.+)$/.exec(full) ?? [];
	const what = oneLine(name ?? full, LONGEST_NAME) || "(unnamed)";
	return where === void 0 || where === "" ? { what } : {
		what,
		where: oneLine(where, LONGEST_NAME)
	};
}
function timeQuantity({ ms, atMost }, absent) {
	if (!atMost) return {
		value: ms,
		text: formatDuration(ms)
	};
	return {
		value: ms,
		text: ms === 0 ? absent : `${absent} or ≤ ${formatDuration(ms)}`
	};
}
function programName(program) {
	return oneLine(program, LONGEST_PROGRAM);
}
function times(count) {
	if (count === 0) return "not at all";
	return count === 1 ? "once" : `${count} times`;
}
export { times as a, testName as i, movedWords as n, quantity as o, programName as r, movedRows as t };
