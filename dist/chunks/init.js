import { i as parentsOf } from "./paths.js";
import { t as detectDefinition } from "./detect.js";
import { r as formatProblem } from "./problems2.js";
import { l as replaceFile } from "./report-files.js";
import { t as EXIT } from "./console.js";
import { join, relative, resolve } from "node:path";
import { lstatSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
// src/definition/detection/init.ts
/** What `stagetime init` writes, as text. */
/** A definition to start from where nothing was detected: it runs as it is, and shows what there is. */
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
/** The text of a `.gitignore` with the report directory in it; the same text where it is already. */
function gitignoreWithStagetime(gitignore) {
	if (gitignore.split(/\r?\n/).map((line) => line.trim()).some((line) => /^(?:\*\*\/|\/)?\.stagetime(?:\/\*{0,2})?$/.test(line))) return gitignore;
	const lineEnd = gitignore.includes("\r\n") ? "\r\n" : "\n";
	return (gitignore === "" || gitignore.endsWith("\n") ? gitignore : gitignore + lineEnd) + REPORTS + lineEnd;
}
// src/cli/init.ts
/** `init`: writes a definition for what was detected, and keeps our files out of git. */
const DEFAULT_FILE = "stagetime.yml";
/** Writes the file unless there is one, and gives the exit code. */
async function init({ file = DEFAULT_FILE }, print) {
	const cwd = process.cwd();
	const detected = await detectDefinition(cwd);
	if (detected.kind === "invalid") {
		for (const problem of detected.problems) print.error(`${formatProblem(problem)}\n`);
		return EXIT.invalid;
	}
	const text = detected.kind === "nothing" ? starterDefinition : detected.text;
	const link = linkOnTheWay(cwd, file);
	if (link !== void 0) {
		print.error(`stagetime: ${link} is a link, and nothing is written through it\n  remedy: name a file where the link leads\n`);
		return EXIT.invalid;
	}
	try {
		await writeFile(join(cwd, file), text, { flag: "wx" });
	} catch (error) {
		const { code, message } = error;
		const why = code === "EEXIST" ? "is there already" : `cannot be written: ${message}`;
		print.error(`stagetime: ${file} ${why}\n  remedy: name another file, \`stagetime init FILE\`\n`);
		return EXIT.invalid;
	}
	const found = detected.kind === "nothing" ? "nothing was detected: a starter" : detected.what;
	print.out(`Wrote ${file} (${found}).\n`);
	await ignoreReports(join(cwd, ".gitignore"), print);
	print.out("Next: `stagetime check`, then `stagetime run`.\n");
	return EXIT.fine;
}
/** A checkout may bring links: what is written below one lands where it says. */
function linkOnTheWay(cwd, file) {
	return parentsOf(relative(cwd, resolve(cwd, file)).replaceAll("\\", "/")).find((parent) => lstatSync(join(cwd, parent), { throwIfNoEntry: false })?.isSymbolicLink());
}
async function ignoreReports(file, print) {
	const there = lstatSync(file, { throwIfNoEntry: false });
	if (there !== void 0 && !there.isFile()) {
		print.error("Notice: .gitignore is not a file: add .stagetime/ to what git ignores\n");
		return;
	}
	try {
		const before = there === void 0 ? "" : await readFile(file, "utf8");
		const after = gitignoreWithStagetime(before);
		if (after === before) return;
		await replaceFile(file, after, there?.mode);
		print.out("Added .stagetime/ to .gitignore.\n");
	} catch (error) {
		const why = error.message;
		print.error(`Notice: .stagetime/ was not added to .gitignore: ${why}\n`);
	}
}
export { init };
