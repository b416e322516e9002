import { n as REPEATABLE, r as attempt } from "./client.js";
// src/github/check-run.ts
/** The check run: the verdict as a line among the checks, where `checks: write` is given. */
/** Publishes a finished check run. Of several with one name GitHub shows the newest. */
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
	const { status, reason } = published.failure;
	return status === 403 ? { kind: "not-permitted" } : {
		kind: "failed",
		reason
	};
}
export { publishCheckRun };
