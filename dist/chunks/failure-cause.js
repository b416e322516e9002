import { t as hasFailed } from "./status.js";
import { i as logLine } from "./text.js";
import { n as texErrorFinder } from "./tex-error.js";
// src/analysis/failure-cause.ts
const LONGEST_LINE = 300;
function failureCause(stage) {
	if (!hasFailed(stage) || stage.exitCode === void 0) return void 0;
	if (stage.cause !== void 0) return stage.cause;
	const { tests, latex } = stage.evidence ?? {};
	if (tests?.failures !== void 0 && tests.failures.length > 0) return {
		kind: "tests",
		failures: tests.failures,
		failed: tests.failed
	};
	if (latex?.error !== void 0) return {
		kind: "latex",
		error: latex.error
	};
	return causeInLog(stage.logTail ?? []);
}
function withCauses(record) {
	const stages = record.stages.map((stage) => {
		const cause = failureCause(stage);
		return cause === void 0 ? stage : {
			...stage,
			cause
		};
	});
	return {
		...record,
		stages
	};
}
const FILE_IN_LINE = /^((?:FAILED|ERROR) )?([^\s:]{1,300}\.[A-Za-z]\w{0,9})(?=:)/;
function withFiles(cause, named) {
	const renamed = (place) => place.file === void 0 ? place : {
		...place,
		file: named(place.file)
	};
	switch (cause.kind) {
		case "tests": return {
			...cause,
			failures: cause.failures.map(renamed)
		};
		case "latex": return {
			...cause,
			error: renamed(cause.error)
		};
		case "log": {
			const line = cause.line.replace(FILE_IN_LINE, (_, start, file) => `${start ?? ""}${named(file)}`);
			const place = cause.place && renamed(cause.place);
			return {
				...cause,
				line,
				...place !== void 0 && { place }
			};
		}
	}
}
function causeInLog(tail) {
	const lines = tail.map((line) => logLine(line, LONGEST_LINE));
	const errors = texErrorFinder();
	for (const line of lines) errors.next(line);
	const error = errors.found();
	if (error !== void 0) return {
		kind: "latex",
		error
	};
	for (const signs of SIGNS_OF_ERRORS) {
		const at = lines.findIndex((one) => signs.some((sign) => sign.test(one)));
		const line = lines[at];
		if (line === void 0) continue;
		const place = tracedPlace(lines.slice(0, at));
		return {
			kind: "log",
			line: line.trim(),
			...place !== void 0 && { place }
		};
	}
}
const TRACEBACK = /^Traceback \(most recent call last\)/;
const FRAME = /^\s+File "([^"]{1,300})", line (\d{1,7})\b/;
const FOREIGN = /^<|[\\/](?:site-packages|dist-packages|lib[\\/]python[\d.]*)[\\/]/;
function tracedPlace(lines) {
	const start = lines.findLastIndex((line) => TRACEBACK.test(line));
	if (start === -1) return void 0;
	for (const text of lines.slice(start + 1).reverse()) {
		if (!/^\s/.test(text)) return void 0;
		const [, file = "", line] = FRAME.exec(text) ?? [];
		if (file !== "" && !FOREIGN.test(file)) return {
			file,
			line: Number(line)
		};
	}
}
const SIGNS_OF_ERRORS = [
	[/^(?:FAILED|ERROR) \S+\.py\b/],
	[
		/^\s*(?:Uncaught |Exception in thread \S+ )?[\w.]*(?:Error|Exception|Interrupt)(?:: .*)?$/,
		/^\s*\W{0,3}(?:fatal |internal )?error\b(?: in .*|\[\w+\])?: ?\S/i,
		/^\s*Error in .*:?$/,
		/^\S+:\d+(?::\d+)?: (?:fatal )?error: /i,
		/^(?:fatal|panic|abort(?:ed)?): \S/i,
		/^npm (?:ERR!|error) \S/,
		/: (?:command not found|not found|No such file or directory|Permission denied|No space left on device)$/,
		/\b(?:Segmentation fault|Out of memory|Killed)\b/
	],
	[/^\S*make(?:\[\d+\])?: \*\*\* /]
];
export { withCauses as n, withFiles as r, failureCause as t };
