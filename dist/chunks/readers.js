// src/evidence/readers.ts
const readHere = async (task) => {
	switch (task.kind) {
		case "junit": return (await import("./junit.js")).readJunit(task.file, task.stageMs);
		case "passes": return (await import("./latex.js")).readPasses(task.file);
		case "latex-log": return (await import("./latex-log2.js")).readLatexLog(task.file);
	}
};
export { readHere as t };
