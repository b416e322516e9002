import { s as notice } from "./core.js";
import { n as attempt, r as connect } from "./client.js";
import { t as readEvent } from "./event.js";
// src/github/labels.ts
/** The labels of a pull request as they are now; the event has those of when it happened. */
/** Names of the labels. */
function readLabels({ octokit, repository }, pullRequest) {
	return attempt(async () => {
		return (await octokit.paginate(octokit.rest.issues.listLabelsOnIssue, {
			...repository,
			issue_number: pullRequest,
			per_page: 100
		})).map(({ name }) => name);
	});
}
// src/commands/action-labels.ts
/** Slowdowns that people accept with a label on the pull request. */
/** Whoever may label a pull request accepts its slowdowns with it. */
const ACCEPT_LABEL = "stagetime: accept-slowdown";
/** Why every slowdown of this run is accepted; undefined where none is. */
async function acceptedByLabel({ GITHUB_EVENT_PATH: event, GITHUB_REPOSITORY: repository = "" }, token) {
	const pullRequest = (await readEvent(event)).pull_request?.number;
	if (pullRequest === void 0) return void 0;
	const client = await connect({
		token,
		repository
	});
	const labels = client.ok ? await readLabels(client.value, pullRequest) : client;
	if (!labels.ok) {
		notice(`the labels of the pull request could not be read: ${labels.failure.reason}`);
		return;
	}
	return labels.value.includes("stagetime: accept-slowdown") ? `label ${ACCEPT_LABEL}` : void 0;
}
export { acceptedByLabel };
