import { n as listProcesses, t as canListProcesses } from "./procfs.js";
import { readFileSync } from "node:fs";
// src/execution/process/job-start.ts
const WORKER = "Runner.Worker";
function jobStartOf(pid) {
	if (!canListProcesses) return void 0;
	try {
		const worker = workerAbove(listProcesses(), pid);
		const bootSeconds = /^btime (\d+)$/m.exec(readFileSync("/proc/stat", "utf8"))?.[1];
		if (worker === void 0 || bootSeconds === void 0) return void 0;
		return Number(bootSeconds) * 1e3 + worker.startTicks * 10;
	} catch {
		return;
	}
}
function workerAbove(processes, pid) {
	const seen = /* @__PURE__ */ new Set();
	for (let at = processes.get(pid); at !== void 0 && !seen.has(at.pid);) {
		if (nameOf(at.pid) === WORKER) return at;
		seen.add(at.pid);
		at = processes.get(at.parent);
	}
}
function nameOf(pid) {
	return readFileSync(`/proc/${pid}/comm`, "utf8").trimEnd();
}
// src/run/whole-job.ts
const TOTAL_MS = 5e3;
async function readJob(runner) {
	if (!runner.isRunner) return void 0;
	const told = runner.hasToken ? await askGitHub(runner) : void 0;
	if (told !== void 0) return told;
	const startedAtMs = jobStartOf(process.pid);
	return startedAtMs === void 0 ? void 0 : { startedAtMs };
}
async function askGitHub(runner) {
	const { GITHUB_RUN_ID, GITHUB_RUN_ATTEMPT, RUNNER_NAME: runnerName } = runner.variables;
	const runId = Number(GITHUB_RUN_ID);
	if (!Number.isSafeInteger(runId)) return void 0;
	const client = await runner.connect({
		totalMs: TOTAL_MS,
		tries: 1
	});
	if (!client.ok) return void 0;
	const { readWorkflowJob } = await import("./job-steps.js");
	const attempt = Number(GITHUB_RUN_ATTEMPT) || 1;
	const read = await readWorkflowJob(client.value, {
		runId,
		attempt,
		runnerName,
		jobId: runner.jobId
	});
	return read.ok ? read.value : void 0;
}
function jobAround(job, at) {
	const beforeMs = at.stagesStartedMs - job.startedAtMs;
	if (beforeMs < 0) return void 0;
	if (!("steps" in job)) return {
		beforeMs,
		steps: []
	};
	const isBefore = (endedAtMs) => endedAtMs <= at.engineStartedMs + 999;
	const steps = job.steps.filter(({ startedAtMs, endedAtMs }) => startedAtMs >= job.startedAtMs && isBefore(endedAtMs)).map(({ name, startedAtMs, endedAtMs }) => ({
		name,
		startMs: startedAtMs - job.startedAtMs,
		durationMs: endedAtMs - startedAtMs
	}));
	return {
		queuedMs: Math.max(0, job.startedAtMs - job.createdAtMs),
		beforeMs,
		steps
	};
}
export { readJob as n, jobAround as t };
