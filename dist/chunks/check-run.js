import { n as REPEATABLE, r as attempt } from "./client.js";
// src/github/check-run.ts
async function publishCheckRun(request) {
	const { client, name, headSha, conclusion, title, summary } = request;
	const published = await attempt(() => client.octokit.rest.checks.create({
		...client.repository,
		name,
		head_sha: headSha,
		status: "completed",
		conclusion,
		output: {
			title,
			summary
		},
		request: REPEATABLE
	}));
	if (published.ok) return {
		kind: "published",
		url: published.value.data.html_url ?? void 0
	};
	const { status, why } = published.failure;
	return status === 403 ? { kind: "not-permitted" } : {
		kind: "failed",
		why
	};
}
export { publishCheckRun };
