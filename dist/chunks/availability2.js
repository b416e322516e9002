// src/caching/actions/availability.ts
function actionsCacheAvailability(variables) {
	const version = serviceVersion(variables);
	const missing = ["ACTIONS_RUNTIME_TOKEN", ...version === "v2" ? ["ACTIONS_RESULTS_URL"] : []].find((name) => !variables[name]);
	if (missing !== void 0) return {
		kind: "none",
		unset: [missing]
	};
	if (version === "v1" && !variables.ACTIONS_CACHE_URL) return {
		kind: "none",
		unset: ["ACTIONS_CACHE_SERVICE_V2", "ACTIONS_CACHE_URL"]
	};
	return { kind: version };
}
function serviceVersion(variables) {
	if (!isGitHubItself(variables.GITHUB_SERVER_URL)) return "v1";
	return variables.ACTIONS_CACHE_SERVICE_V2 ? "v2" : "v1";
}
function isGitHubItself(server) {
	if (!server) return true;
	const host = URL.canParse(server) ? new URL(server).hostname.toLowerCase() : "";
	return host === "github.com" || host.endsWith(".ghe.com") || host.endsWith(".localhost");
}
const PASSED_ON = /^(ACTIONS_(RESULTS_URL|RUNTIME_TOKEN|CACHE_\w+)|GITHUB_SERVER_URL|RUNNER_(OS|ARCH)|PATH|(HTTPS?|NO|ALL)_PROXY|NODE_(EXTRA_CA_CERTS|OPTIONS|USE_SYSTEM_CA)|SSL_CERT_(FILE|DIR)|SYSTEM(ROOT|DRIVE)|PROGRAMFILES|PATHEXT|COMSPEC|TE?MP|TMPDIR)$/i;
function workerEnvironment(variables) {
	return Object.fromEntries(Object.entries(variables).filter((pair) => pair[1] !== void 0 && PASSED_ON.test(pair[0])));
}
export { workerEnvironment as n, actionsCacheAvailability as t };
