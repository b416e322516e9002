import { i as connect, n as REPEATABLE, r as attempt, t as ONCE } from "./client.js";
import { t as readEvent } from "./event.js";
import { t as readTrust } from "./trust2.js";
import { a as oneLine } from "./text.js";
import { r as findOverruns } from "./metrics.js";
import { h as isNotable } from "./timeline.js";
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
/** A run's number, and which of the runs of its job it is: `123`, `123.2`. */
const COUNTED = /^(\d{1,20})(?:\.(\d{1,9}))?$/;
/**
* Orders runs from old to new. GitHub counts runs and their attempts up, and a job its runs; ids that
* are no such numbers say nothing, and then the time decides.
*/
function compareStamps(a, b) {
	const [[, runA, nthA = "1"], [, runB, nthB = "1"]] = [counted(a), counted(b)];
	const byTime = order(a.time, b.time);
	if (runA === void 0 || runB === void 0) return (a.runId === b.runId ? a.attempt - b.attempt : 0) || byTime;
	return order(BigInt(runA), BigInt(runB)) || a.attempt - b.attempt || Number(nthA) - Number(nthB) || byTime;
}
function counted({ runId }) {
	return COUNTED.exec(runId) ?? [];
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
/** Looks for a comment that GitHub took and does not list; as many seconds. */
const MOST_UNSEEN = 3;
/**
* Comments of ours that a pull request gets at most: the name of a pipeline is whatever its definition
* says, in a fork too, where a new one with every run would fill the page.
*/
const MOST_PIPELINES = 20;
/**
* Brings the comment up to date: looks, changes what is not so, and looks again until nothing has to
* be changed. Every run keeps the comment of the newest run and deletes the others, so whichever
* looks last leaves one. Never throws.
*
* A run whose body is the one that stands there already writes nothing, not even its stamp. So that a
* run which is older than it, but newer than the stamp, does not replace the comment, a run edits only
* while the pull request's head is the commit that it is about.
*/
async function syncComment(request) {
	const { client, mode } = request;
	if (mode === "never") return { kind: "not-wanted" };
	const marker = makeMarker(request.key, request.stamp, request.gist);
	let done = "unchanged";
	let written;
	let posted;
	let lost;
	let unseen = 0;
	let failedEdits = 0;
	for (let looks = 1; looks <= MOST_LOOKS; looks += 1) {
		const look = await attempt(() => findOurs(request, marker.key, posted?.author));
		if (!look.ok) return written ? {
			kind: done,
			url: written.url
		} : failed(look.failure);
		const { pipelines, comments: [newest, ...others] } = look.value;
		await remove(client, others);
		if (newest === void 0 && posted !== void 0) {
			if (unseen === MOST_UNSEEN) return {
				kind: done,
				url: posted.url
			};
			unseen += 1;
			await client.clock.wait(SETTLE_MS);
			continue;
		}
		const next = nextStep(request, marker, newest);
		switch (next.kind) {
			case "as-it-should-be": return {
				kind: done,
				url: next.url
			};
			case "end": return next.outcome;
			case "create": {
				if (pipelines >= MOST_PIPELINES) return failed({ reason: `${pipelines} pipelines have a comment there already` });
				const created = await create(request, marker);
				if (!created.ok && !created.failure.mayHaveHappened) return failed(created.failure);
				if (created.ok) {
					posted = created.value;
					written = posted;
				} else {
					lost = created.failure;
					await client.clock.wait(SETTLE_MS);
				}
				done = "created";
				break;
			}
			case "update": {
				if (await isOutdated(request)) return {
					kind: "superseded",
					url: next.comment.url
				};
				const edited = await update(request, marker, next.comment);
				if (done === "unchanged") done = "updated";
				if (edited.ok || edited.failure.status === 404) {
					if (edited.ok) written = next.comment;
					await client.clock.wait(SETTLE_MS);
					break;
				}
				failedEdits += 1;
				if (!await client.pause(edited.failure, failedEdits)) return failed(edited.failure);
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
/** Whether the pull request has another head by now, whose own run has the last word. */
async function isOutdated({ client, pullRequest, headSha }) {
	if (headSha === void 0) return false;
	const { octokit, repository } = client;
	const found = await attempt(() => octokit.rest.pulls.get({
		...repository,
		pull_number: pullRequest
	}));
	return found.ok && found.value.data.head.sha !== headSha;
}
/** GitHub's editor turns line ends around. */
function plain(body) {
	return body.replaceAll("\r\n", "\n").trim();
}
/**
* Our comments on the pull request. `author` is who we are, where that is known. Throws
* where it cannot be told whether any is ours: one comment too many would be made on such a guess.
*/
async function findOurs({ client, pullRequest }, key, author) {
	const { octokit, repository } = client;
	const marked = (await octokit.paginate(octokit.rest.issues.listComments, {
		...repository,
		issue_number: pullRequest,
		per_page: 100
	})).flatMap(({ id, html_url: url, body = "", user }) => {
		const found = readMarked(body);
		return found === void 0 ? [] : [{
			...found,
			id,
			url,
			author: user?.login
		}];
	});
	const authors = /* @__PURE__ */ new Set([WORKFLOWS, author]);
	const isOurs = ({ author }) => author !== void 0 && authors.has(author);
	const isForKey = ({ marker }) => marker.key === key;
	const candidates = marked.filter(isForKey);
	if (!candidates.every(isOurs)) try {
		authors.add(await ownLogin(client));
	} catch (error) {
		if (!candidates.some(isOurs)) throw error;
	}
	const own = marked.filter(isOurs);
	return {
		comments: own.filter(isForKey).sort((a, b) => compareStamps(b.marker.stamp, a.marker.stamp) || a.id - b.id),
		pipelines: new Set(own.map(({ marker }) => marker.key)).size
	};
}
/**
* Who the token speaks for. `GET /user` knows people only; the token of an app or a workflow may ask
* for its name by GraphQL alone.
*/
async function ownLogin({ octokit }) {
	const { viewer } = await octokit.graphql("{ viewer { login } }", { request: REPEATABLE });
	return viewer.login;
}
function create({ client, pullRequest, body }, marker) {
	return attempt(async () => {
		const { data } = await client.octokit.rest.issues.createComment({
			...client.repository,
			issue_number: pullRequest,
			body: withMarker(marker, body)
		});
		return {
			url: data.html_url,
			author: data.user?.login
		};
	});
}
/** Sent once: by the time it could be sent again, the comment may be a newer run's. */
function update({ client, body }, marker, { id }) {
	return attempt(() => client.octokit.rest.issues.updateComment({
		...client.repository,
		comment_id: id,
		body: withMarker(marker, body),
		request: ONCE
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
	const headSha = (await readEvent(variables.GITHUB_EVENT_PATH)).pull_request?.head?.sha;
	const said = saidBy(await commentOn({
		client: client.value,
		pullRequest,
		mode,
		stamp,
		headSha,
		record,
		reporting
	}));
	const lost = headSha === void 0 ? void 0 : await check(client.value, headSha, told);
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
async function check(client, headSha, told) {
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
/** More than stands in the list of checks. */
const LONGEST_TITLE = 200;
function checkText(model) {
	return {
		title: oneLine(model.headline.text, LONGEST_TITLE),
		summary: renderComment(model)
	};
}
export { saidBy as n, tellPullRequest as r, commentOn as t };
