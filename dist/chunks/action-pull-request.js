import { n as attempt, r as connect, t as REPEATABLE } from "./client.js";
import { t as readEvent } from "./event.js";
import { t as readTrust } from "./trust2.js";
import { r as findOverruns } from "./metrics.js";
import { u as isNotable } from "./comparison-text.js";
import { t as renderComment } from "./comment2.js";
import { t as buildReport } from "./model.js";
import { createHash } from "node:crypto";
// src/github/comment-marker.ts
/**
* The hidden first line of a comment of ours: of which pipeline it is, which run wrote it, and what it
* says in short. Nothing of it is trusted beyond its shape: anybody can write one.
*/
const LINE = /^<!-- stagetime ([0-9a-f]{16}) ([\w:.-]{1,64})#(\d{1,9}) (\d{4}-[\dT:.Z-]{1,40}) ([0-9a-f]{16}) -->/;
/** Whatever the key and the gist are, as hashes they cannot end the marker. */
function makeMarker(key, stamp, gist) {
	const runId = /^[\w:.-]{1,64}$/.test(stamp.runId) ? stamp.runId : hash(stamp.runId);
	return {
		key: hash(key),
		stamp: {
			...stamp,
			runId
		},
		gist: hash(gist)
	};
}
/** The comment's text: the marker, then the body. */
function withMarker({ key, stamp, gist }, body) {
	const { runId, attempt, time } = stamp;
	return `<!-- stagetime ${key} ${runId}#${attempt} ${time} ${gist} -->\n${body}`;
}
/** The marker that a text begins with, and the body after it. */
function readMarked(text) {
	const [line, key = "", runId = "", attempt, time = "", gist = ""] = LINE.exec(text) ?? [];
	if (line === void 0) return void 0;
	return {
		marker: {
			key,
			stamp: {
				runId,
				attempt: Number(attempt),
				time
			},
			gist
		},
		body: text.slice(line.length).replace(/^\r?\n/, "")
	};
}
/**
* Orders runs from old to new. GitHub counts runs and their attempts up; ids that are no numbers say
* nothing, and then the time decides.
*/
function compareStamps(a, b) {
	const byRun = /^\d{1,20}$/.test(a.runId) && /^\d{1,20}$/.test(b.runId) ? order(BigInt(a.runId), BigInt(b.runId)) : 0;
	const isSameRun = a.runId === b.runId;
	return byRun || (isSameRun ? a.attempt - b.attempt : 0) || order(a.time, b.time);
}
function order(a, b) {
	return a < b ? -1 : Number(a > b);
}
function hash(text) {
	return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
// src/github/comment.ts
/**
* The sticky comment: one a pull request and key, found again by its hidden marker and its author,
* and edited in place. Any number of runs may be at it at once.
*/
/** Who comments with a workflow's own token; nothing but the repository's workflows can. */
const WORKFLOWS = "github-actions[bot]";
/**
* GitHub cannot edit "only if unchanged", so a run that edits looks again after this: longer than the
* moment between another run's look and its edit, which may have been of an older run.
*/
const SETTLE_MS = 1e3;
/** Looks at most; each but the last ends with a change that another run may have undone. */
const MOST_LOOKS = 12;
/**
* Brings the comment up to date: looks, changes what is not so, and looks again until nothing has to
* be changed. Every run keeps the comment of the newest run and deletes the others, so whichever
* looks last leaves one. Never throws.
*
* A run whose body is the one that stands there already writes nothing, not even its stamp: a run
* that is older than it, but newer than the stamp, can then still replace the comment.
*/
async function syncComment(request) {
	const { client, mode } = request;
	if (mode === "never") return { kind: "not-wanted" };
	const marker = makeMarker(request.key, request.stamp, request.gist);
	let done = "unchanged";
	let lost;
	for (let looks = 1; looks <= MOST_LOOKS; looks += 1) {
		const look = await attempt(() => findOurs(request, marker.key));
		if (!look.ok) return failed(look.failure);
		const [newest, ...others] = look.value;
		await remove(client, others);
		const next = nextStep(request, marker, newest);
		switch (next.kind) {
			case "as-it-should-be": return {
				kind: done,
				url: next.url
			};
			case "end": return next.outcome;
			case "create": {
				const posted = await create(request, marker);
				if (!posted.ok && !posted.failure.mayHaveHappened) return failed(posted.failure);
				if (!posted.ok) {
					lost = posted.failure;
					await client.clock.wait(SETTLE_MS);
				}
				done = "created";
				break;
			}
			case "update": {
				const edited = await update(request, marker, next.comment);
				if (!edited.ok && edited.failure.status !== 404) return failed(edited.failure);
				if (done === "unchanged") done = "updated";
				await client.clock.wait(SETTLE_MS);
				break;
			}
		}
	}
	return failed(lost ?? { reason: "other runs kept changing it" });
}
function nextStep(request, marker, newest) {
	const { mode, isWorthSaying, body } = request;
	if (newest === void 0) return mode === "always" || isWorthSaying ? { kind: "create" } : {
		kind: "end",
		outcome: { kind: "not-wanted" }
	};
	const { url } = newest;
	if (compareStamps(newest.marker.stamp, marker.stamp) > 0) return {
		kind: "end",
		outcome: {
			kind: "superseded",
			url
		}
	};
	return (mode === "on-change" ? newest.marker.gist === marker.gist : plain(newest.body) === plain(body)) ? {
		kind: "as-it-should-be",
		url
	} : {
		kind: "update",
		comment: newest
	};
}
/** GitHub's editor turns line ends around. */
function plain(body) {
	return body.replaceAll("\r\n", "\n").trim();
}
/** Our comments for the key, the newest run's first. */
async function findOurs({ client, pullRequest }, key) {
	const { octokit, repository } = client;
	const marked = (await octokit.paginate(octokit.rest.issues.listComments, {
		...repository,
		issue_number: pullRequest,
		per_page: 100
	})).flatMap(({ id, html_url: url, body = "", user }) => {
		const found = readMarked(body);
		return found?.marker.key === key ? [{
			...found,
			id,
			url,
			author: user?.login
		}] : [];
	});
	const authors = /* @__PURE__ */ new Set([WORKFLOWS]);
	if (marked.some(({ author }) => author !== WORKFLOWS)) {
		const login = await ownLogin(client);
		if (login !== void 0) authors.add(login);
	}
	return marked.filter(({ author }) => author !== void 0 && authors.has(author)).sort((a, b) => compareStamps(b.marker.stamp, a.marker.stamp) || a.id - b.id);
}
/**
* Who the token speaks for. `GET /user` knows people only; the token of an app or a workflow may ask
* for its name by GraphQL alone.
*/
async function ownLogin({ octokit }) {
	const answer = await attempt(() => octokit.graphql("{ viewer { login } }", { request: REPEATABLE }));
	return answer.ok ? answer.value.viewer.login : void 0;
}
function create({ client, pullRequest, body }, marker) {
	return attempt(() => client.octokit.rest.issues.createComment({
		...client.repository,
		issue_number: pullRequest,
		body: withMarker(marker, body)
	}));
}
function update({ client, body }, marker, { id }) {
	return attempt(() => client.octokit.rest.issues.updateComment({
		...client.repository,
		comment_id: id,
		body: withMarker(marker, body)
	}));
}
/** A comment that cannot be removed is no harm; the next run tries again. */
async function remove({ octokit, repository }, comments) {
	for (const { id } of comments) await attempt(() => octokit.rest.issues.deleteComment({
		...repository,
		comment_id: id
	}));
}
function failed({ reason }) {
	return {
		kind: "failed",
		reason
	};
}
// src/reporting/gist.ts
/** What a report says apart from its numbers: whether to comment at all, and whether it says anything new. */
/**
* Whether a reader has to know: a failure, a time that moved, or a budget overrun. That a stage took
* longer than is usual with its tool is for those who read the report anyway.
*/
function isWorthSaying(record) {
	const { comparison } = record;
	const verdicts = comparison === void 0 ? [] : [comparison.total, ...comparison.stages];
	return record.status === "failed" || verdicts.some(({ verdict }) => isNotable(verdict)) || findOverruns(record).length > 0;
}
/** States, verdicts and overrun budgets: the same text for two runs that say the same in other numbers. */
function gistOf(record) {
	const verdicts = new Map((record.comparison?.stages ?? []).map(({ id, verdict }) => [id, verdict]));
	const overruns = new Set(findOverruns(record).map(({ id }) => id));
	const states = record.stages.map(({ id, status }) => [
		id,
		status === "reused" ? "passed" : status,
		isNotable(verdicts.get(id) ?? "not-measured") ? verdicts.get(id) : "",
		overruns.has(id)
	]);
	const total = record.comparison?.total.verdict ?? "not-measured";
	return JSON.stringify([
		record.status,
		isNotable(total) ? total : "",
		states
	]);
}
// src/commands/action-pull-request.ts
const NOTHING = { notices: [] };
/** Tells the pull request of the run, if it has one; of a run that was cut short there is nothing to tell. */
async function tellPullRequest(told) {
	const { record } = told.result;
	const { pullRequest } = record.run;
	if (pullRequest === void 0 || record.status === "cancelled") return NOTHING;
	const { isFork } = await readTrust(told.variables);
	if (!isFork) return commentAndCheck(told, pullRequest);
	const { leaveForkReport } = await import("./action-fork.js");
	return { notices: await leaveForkReport(told.result, told.variables) };
}
async function commentAndCheck(told, pullRequest) {
	const { result, inputs, variables } = told;
	const { record, reporting, definition } = result;
	const mode = inputs.comment ?? definition.pipeline.comment;
	const { GITHUB_REPOSITORY: repository = "" } = variables;
	const client = await connect({
		token: inputs.token,
		repository
	});
	if (!client.ok) return { notices: mode === "never" ? [] : [`no comment: ${client.failure.reason}`] };
	const { run } = record;
	const stamp = {
		runId: run.id,
		attempt: run.attempt,
		time: run.startedAt
	};
	const said = saidBy(await commentOn({
		client: client.value,
		pullRequest,
		mode,
		stamp,
		record,
		reporting
	}));
	const lost = await check(client.value, told);
	return lost === void 0 ? said : {
		...said,
		notices: [...said.notices, lost]
	};
}
/** Brings the comment about a pipeline's runs up to date. */
function commentOn(comment) {
	const { record, reporting, ...request } = comment;
	return syncComment({
		...request,
		key: record.pipeline.id,
		body: renderComment(buildReport(record, reporting)),
		isWorthSaying: isWorthSaying(record),
		gist: gistOf(record)
	});
}
/** The outcome as an output and notices. */
function saidBy(outcome) {
	switch (outcome.kind) {
		case "created":
		case "updated":
		case "unchanged":
		case "superseded": return {
			commentUrl: outcome.url,
			notices: []
		};
		case "not-wanted": return NOTHING;
		case "failed": return { notices: [`no comment on the pull request: ${outcome.reason}`] };
	}
}
/** Why the check run is missing; that the workflow does not permit one is no news. */
async function check(client, told) {
	const { pull_request: pull } = await readEvent(told.variables.GITHUB_EVENT_PATH);
	const headSha = pull?.head?.sha;
	if (headSha === void 0) return void 0;
	const { record, reporting } = told.result;
	const model = buildReport(record, reporting);
	const { publishCheckRun } = await import("./check-run.js");
	const outcome = await publishCheckRun({
		client,
		name: `Stagetime: ${record.pipeline.id}`,
		headSha,
		conclusion: conclusionOf(told),
		...checkText(model)
	});
	return outcome.kind === "failed" ? `no check run: ${outcome.reason}` : void 0;
}
function conclusionOf({ failure, result }) {
	if (failure !== void 0) return "failure";
	return isWorthSaying(result.record) ? "neutral" : "success";
}
function checkText(model) {
	return {
		title: model.headline.text,
		summary: renderComment(model)
	};
}
export { saidBy as n, tellPullRequest as r, commentOn as t };
