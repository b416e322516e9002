import { r as formatProblem } from "./problems.js";
import { a as oneLine, n as counted } from "./text.js";
import { t as findingWords } from "./findings.js";
import { t as checkDefinition } from "./check-definition.js";
import { t as EXIT } from "./console.js";
// src/cli/check.ts
async function check({ file, json }, print) {
	const request = {
		file,
		cwd: process.cwd(),
		environment: process.env
	};
	const { problems, findings, definition } = await checkDefinition(request);
	if (json) {
		const valid = problems.length === 0;
		const notes = findings.map((note) => ({
			...note,
			message: findingWords(note)
		}));
		print.out(`${JSON.stringify({
			valid,
			problems,
			notes
		}, null, 2)}\n`);
	} else for (const problem of problems) print.error(`${formatProblem(problem)}\n`);
	if (!json) for (const finding of findings) print.error(`Notice: ${oneLine(findingWords(finding), LONGEST_NOTE)}\n`);
	if (definition === void 0 || problems.length > 0) return EXIT.invalid;
	if (json) return EXIT.fine;
	const { stages } = definition.pipeline;
	const setups = stages.filter(({ setup }) => setup !== void 0).length;
	const parts = [...setups > 0 ? [counted(setups, "setup")] : [], counted(stages.length - setups, "stage")];
	const rest = findings.length === 0 ? "fine" : "valid, with notices";
	print.out(`${definition.file}: ${rest}, ${parts.join(", ")}\n`);
	return EXIT.fine;
}
const LONGEST_NOTE = 500;
export { check };
