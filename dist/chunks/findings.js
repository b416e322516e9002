import { t as stageReasonWords } from "./stage-reason.js";
import { n as unreadableWords } from "./unreadable-file.js";
// src/reporting/words/findings.ts
function findingWords(finding) {
	switch (finding.kind) {
		case "missing-tool": return `${finding.stage}: ${stageReasonWords(finding.tool)}`;
		case "missing-script": return `${finding.stage}: its command runs ${finding.script}, which does not exist: correct the path, or declare it in the \`outputs\` of the stage that makes it`;
		case "empty-input": return `${finding.stage}: ${stageReasonWords({
			kind: "empty-input",
			input: finding.input
		})}`;
		case "unreadable-input": return `${finding.stage} is neither stored nor reused: ${unreadableWords(finding.file)}`;
		case "implied-need": return `${finding.stage} reads \`${finding.input}\`, which ${finding.maker} makes (\`${finding.output}\`), and may run before it: add ${finding.maker} to its \`needs\``;
		case "unused-cache": return `no stage uses the cache ${finding.cache}: add it to the \`caches\` of a stage, or remove it`;
		case "past-acknowledgement": return `${finding.stage}: its \`acknowledge\` ended on ${finding.until}: remove it, or extend it`;
		case "expression": return `${finding.stage}: nobody expands \`${finding.expression}\` in ${finding.variable === void 0 ? "its command" : `its \`env\` (${finding.variable})`}: set an environment variable in the workflow and use that`;
		case "evidence-elsewhere": return `${finding.stage}: its evidence \`${finding.path}\` is looked for from the pipeline's folder, and its command runs in \`${finding.workingDirectory}\`: write \`${finding.workingDirectory}/${finding.path}\` if it is made there`;
	}
}
export { findingWords as t };
