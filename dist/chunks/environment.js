import { resolve } from "node:path";
import { arch, availableParallelism, cpus, platform, totalmem } from "node:os";
// src/execution/environment.ts
/** What the run runs on, as far as timings depend on it. */
/** The machine, for stages that share `slots`. */
function describeEnvironment(variables, slots) {
	const { ImageOS: image, ImageVersion: version } = variables;
	const cpuModel = cpus()[0]?.model.trim();
	return {
		os: platform(),
		...image !== void 0 && { image: version === void 0 ? image : `${image} ${version}` },
		arch: arch(),
		...cpuModel !== void 0 && cpuModel !== "" && { cpuModel },
		cpus: availableParallelism(),
		memoryBytes: memoryBytes(),
		slots
	};
}
/** Memory that `concurrency: auto` reckons with for a stage of which nothing is known, in bytes. */
const MEMORY_PER_STAGE = 1e9;
/** How many stages may run at once: what the user says, else a core each while memory lasts. */
function slotsFor(concurrency) {
	if (concurrency !== "auto") return concurrency;
	const byMemory = Math.floor(memoryBytes() / MEMORY_PER_STAGE);
	return Math.max(1, Math.min(availableParallelism(), byMemory));
}
/** The machine's memory, or the container's where that is less. */
function memoryBytes() {
	const limit = process.constrainedMemory?.() ?? 0;
	return limit > 0 && limit < totalmem() ? limit : totalmem();
}
/** Memory that stages may take together, in bytes. */
function availableMemory() {
	return Math.max(0, process.availableMemory?.() ?? memoryBytes());
}
/** The report directory where none is named. */
const REPORT_DIR = ".stagetime";
/** The report directory as an absolute path. */
function resolveReportDir(cwd, reportDir) {
	return resolve(cwd, reportDir ?? ".stagetime");
}
export { slotsFor as a, resolveReportDir as i, availableMemory as n, describeEnvironment as r, REPORT_DIR as t };
