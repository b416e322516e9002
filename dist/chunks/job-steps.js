import { a as oneLine } from "./text.js";
import { r as attempt } from "./client.js";
// src/github/job-steps.ts
const LONGEST_NAME = 200;
const MOST_STEPS = 100;
function readWorkflowJob(client, query) {
	return attempt(async () => {
		const found = await findJob(client, query);
		return found === void 0 ? void 0 : jobOf(found);
	});
}
async function findJob({ octokit, repository }, { runId, attempt: attempt_number, jobId, runnerName }) {
	if (jobId !== void 0) {
		const { data } = await octokit.rest.actions.getJobForWorkflowRun({
			...repository,
			job_id: Number(jobId)
		});
		return data;
	}
	const mine = (await octokit.paginate(octokit.rest.actions.listJobsForWorkflowRunAttempt, {
		...repository,
		run_id: runId,
		attempt_number,
		per_page: 100
	})).filter(({ status, runner_name }) => status === "in_progress" && runner_name === runnerName);
	return mine.length === 1 ? mine[0] : void 0;
}
function jobOf({ created_at, started_at, steps = [] }) {
	const startedAtMs = Date.parse(started_at);
	const createdAtMs = Date.parse(created_at);
	if (Number.isNaN(startedAtMs) || Number.isNaN(createdAtMs)) return void 0;
	return {
		createdAtMs,
		startedAtMs,
		steps: steps.flatMap((step) => {
			const [from, to] = [Date.parse(step.started_at ?? ""), Date.parse(step.completed_at ?? "")];
			const isOver = !Number.isNaN(from) && to > from;
			const name = oneLine(step.name, LONGEST_NAME);
			return isOver ? [{
				name,
				startedAtMs: from,
				endedAtMs: to
			}] : [];
		}).slice(0, MOST_STEPS)
	};
}
export { readWorkflowJob };
