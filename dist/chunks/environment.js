import { resolve } from "node:path";
import { arch, availableParallelism, cpus, platform, totalmem } from "node:os";
// src/execution/environment.ts
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
const MEMORY_PER_STAGE = 1e9;
function slotsFor(concurrency) {
	if (concurrency !== "auto") return concurrency;
	const byMemory = Math.floor(memoryBytes() / MEMORY_PER_STAGE);
	return Math.max(1, Math.min(availableParallelism(), byMemory));
}
function memoryBytes() {
	const limit = process.constrainedMemory?.() ?? 0;
	return limit > 0 && limit < totalmem() ? limit : totalmem();
}
function availableMemory() {
	return Math.max(0, process.availableMemory?.() ?? memoryBytes());
}
const REPORT_DIR = ".stagetime";
function resolveReportDir(cwd, reportDir) {
	return resolve(cwd, reportDir ?? ".stagetime");
}
export { slotsFor as a, resolveReportDir as i, availableMemory as n, describeEnvironment as r, REPORT_DIR as t };
