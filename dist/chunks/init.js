import { i as parentsOf } from "./paths.js";
import { t as detectDefinition } from "./detect.js";
import { n as startDescent, t as matches } from "./descent.js";
import { r as formatProblem } from "./problems.js";
import { t as lstatOf } from "./tracked.js";
import { l as replaceFile } from "./report-files.js";
import { t as EXIT } from "./console.js";
import { join, relative, resolve } from "node:path";
import { lstatSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
// src/definition/detection/init.ts
const starterDefinition = `# The stages of this pipeline. \`stagetime check\` says what is wrong with this file,
# \`stagetime plan\` what would run, \`stagetime run\` runs it.
stages:
  setup:
    name: Setup
    run: echo "replace this by a command that prepares the work"

  analysis:
    name: Analysis
    needs: [setup]
    run: echo "replace this by a command that makes the results"
    # What the command needs on the machine: executables, or Python modules as python:NAME.
    # requires: [python3, python:numpy]
    # With inputs, the stage is not run again while nothing that it reads has changed.
    # inputs: ["src/**/*.py", "data/**"]
    # outputs: ["output/figures/*.png"]
    # The stage should take no longer than this.
    # budget: 60s
`;
const REPORTS = ".stagetime/";
function gitignoreWith(gitignore, made = []) {
	const lines = gitignore.split(/\r?\n/).map((line) => line.trim());
	const added = [REPORTS, ...made].filter((wanted) => !lines.some((line) => covers(line, wanted)));
	if (added.length === 0) return {
		text: gitignore,
		added
	};
	const lineEnd = gitignore.includes("\r\n") ? "\r\n" : "\n";
	return {
		text: (gitignore === "" || gitignore.endsWith("\n") ? gitignore : gitignore + lineEnd) + added.map((line) => line + lineEnd).join(""),
		added
	};
}
function covers(line, wanted) {
	if (line === "" || line.startsWith("#") || line.startsWith("!")) return false;
	if (wanted === ".stagetime/") return /^(?:\*\*\/|\/)?\.stagetime(?:\/\*{0,2})?$/.test(line);
	const pattern = line.replace(/\/(?:\*{0,2})$/, "");
	const written = pattern.includes("/") ? pattern.replace(/^\//, "") : `**/${pattern}`;
	return matches(startDescent([written]), wanted.replace(/^\/|\/$/g, ""));
}
// src/cli/init.ts
const DEFAULT_FILE = "stagetime.yml";
async function init({ file = DEFAULT_FILE, project }, print) {
	const cwd = process.cwd();
	const detected = await detectDefinition(cwd, {
		project,
		setups: true
	});
	if (detected.kind === "invalid") {
		for (const problem of detected.problems) print.error(`${formatProblem(problem)}\n`);
		return EXIT.invalid;
	}
	const text = detected.kind === "nothing" ? [...detected.leftOut.map((line) => `# ${line}\n`), starterDefinition].join("") : detected.text;
	const link = linkOnTheWay(cwd, file);
	if (link !== void 0) {
		print.error(`stagetime: ${link} is a link, and nothing is written through it\n  remedy: name a file where the link leads\n`);
		return EXIT.invalid;
	}
	try {
		await writeFile(join(cwd, file), text, { flag: "wx" });
	} catch (error) {
		const { code, message } = error;
		const why = code === "EEXIST" ? "already exists" : `cannot be written: ${message}`;
		print.error(`stagetime: ${file} ${why}\n  remedy: name another file, \`stagetime init FILE\`\n`);
		return EXIT.invalid;
	}
	const found = detected.kind === "nothing" ? "nothing was detected: a starter" : detected.what;
	print.out(`Wrote ${file} (${found}).\n`);
	if (detected.leftOut.length > 0) print.out(`What was seen and left out is named in the first lines of ${file}, with the reason.\n`);
	const made = detected.kind === "detected" ? detected.ignore : [];
	await ignoreMade(join(cwd, ".gitignore"), made, print);
	print.out("Next: `stagetime check`, then `stagetime run`.\n");
	return EXIT.fine;
}
function linkOnTheWay(cwd, file) {
	return parentsOf(relative(cwd, resolve(cwd, file)).replaceAll("\\", "/")).find((parent) => lstatOf(join(cwd, parent))?.isSymbolicLink());
}
async function ignoreMade(file, made, print) {
	const wanted = [REPORTS, ...made].join(" ");
	const there = lstatSync(file, { throwIfNoEntry: false });
	if (there !== void 0 && !there.isFile()) {
		print.error(`Notice: .gitignore is not a file: add ${wanted} to what git ignores\n`);
		return;
	}
	try {
		const { text, added } = gitignoreWith(there === void 0 ? "" : await readFile(file, "utf8"), made);
		if (added.length === 0) return;
		await replaceFile(file, text, there?.mode);
		print.out(`Added ${added.join(" ")} to .gitignore.\n`);
	} catch (error) {
		const why = error.message;
		print.error(`Notice: ${wanted} was not added to .gitignore: ${why}\n`);
	}
}
export { init };
