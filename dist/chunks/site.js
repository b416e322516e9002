// src/github/runner/site.ts
const SERVER = /^https:\/\/[\w.-]+(?::\d+)?$/;
const REPOSITORY = /^[\w.-]+\/[\w.-]+$/;
const REF = /^[\w./-]+$/;
const SHA = /^[0-9a-f]{40,64}$/;
function siteOf({ isRunner, variables, event, jobId }) {
	const { GITHUB_SERVER_URL: server = "", GITHUB_REPOSITORY: repository = "" } = variables;
	if (!isRunner || !SERVER.test(server) || !REPOSITORY.test(repository)) return void 0;
	const { GITHUB_ACTION_REPOSITORY: action = "", GITHUB_ACTION_REF: ref = "" } = variables;
	const headSha = event.pull_request?.head?.sha;
	const hasDocs = REPOSITORY.test(action) && REF.test(ref);
	return {
		repository: `${server}/${repository}`,
		...headSha !== void 0 && SHA.test(headSha) && { headSha },
		...jobId !== void 0 && { jobId },
		...hasDocs && { docs: `${server}/${action}/blob/${ref}/docs` }
	};
}
export { siteOf as t };
