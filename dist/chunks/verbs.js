import { r as widthOf } from "./console.js";
import { a as rootOf, t as findDefinition } from "./load.js";
import "./environment.js";
import { dirname, join, resolve } from "node:path";
import { existsSync } from "node:fs";
// src/cli/place.ts
async function placed(options, fileKind) {
	const cwd = process.cwd();
	const { file, reportDir } = options;
	if (fileKind === "record" && file !== void 0) return {
		...options,
		reportDir: reportDir ?? dirname(resolve(cwd, file))
	};
	const here = (fileKind === "definition" ? file : void 0) ?? await findDefinition(cwd);
	const above = here === void 0 ? await findAbove(cwd) : void 0;
	const found = here ?? above;
	const root = found === void 0 ? cwd : rootOf(resolve(cwd, found));
	return {
		...options,
		reportDir: reportDir ?? join(root, ".stagetime"),
		...fileKind === "definition" && above !== void 0 && { file: above }
	};
}
async function findAbove(cwd) {
	const above = [];
	for (let folder = cwd; !existsSync(join(folder, ".git")); folder = dirname(folder)) {
		if (dirname(folder) === folder) return void 0;
		above.push(dirname(folder));
	}
	for (const folder of above) {
		const found = await findDefinition(folder);
		if (found !== void 0) return found;
	}
}
// src/cli/verbs.ts
const FILE_KINDS = {
	run: "definition",
	plan: "definition",
	explain: "definition",
	check: "definition",
	report: "record",
	compare: "other",
	history: "other"
};
const CACHE_DIR_VARIABLE = "STAGETIME_CACHE_DIR";
async function runVerb(verb, given) {
	const found = verb === "init" ? given : await placed(given, FILE_KINDS[verb]);
	const cacheDir = given.cacheDir ?? (process.env[CACHE_DIR_VARIABLE] || void 0);
	const options = {
		...found,
		...cacheDir !== void 0 && { cacheDir }
	};
	switch (verb) {
		case "run": return (await import("./run3.js")).run(options, print);
		case "plan": return (await import("./plan.js")).plan(options, print);
		case "explain": return (await import("./explain.js")).explain(options, print);
		case "check": return (await import("./check.js")).check(options, print);
		case "init": return (await import("./init.js")).init(options, print);
		case "report": return (await import("./report.js")).report(options, print);
		case "compare": return (await import("./compare3.js")).compare(options, print);
		case "history": return (await import("./history2.js")).history(options, print);
	}
}
const print = {
	out: (text) => process.stdout.write(text),
	error: (text) => process.stderr.write(text),
	color: process.stdout.isTTY === true && !process.env.NO_COLOR,
	width: widthOf(process.stdout)
};
export { runVerb };
