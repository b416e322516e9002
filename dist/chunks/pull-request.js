import { n as rightsOf } from "./policy.js";
import { n as REPEATABLE, r as attempt, t as ONCE } from "./client.js";
import { F as strictTuple, I as string, N as safeParse, _ as maxLength, f as integer, j as regex, k as pipe, w as number } from "./dist.js";
import { i as legTitle, r as jobTitle, s as sectionKey } from "./job.js";
import { a as oneLine } from "./text.js";
import { n as renderComment, t as commentBlocks } from "./comment2.js";
import { n as REST_IN_SUMMARY, r as jobHeading, t as JOBS_LEFT_OUT } from "./job-sections.js";
import { t as buildReport } from "./model.js";
import { r as findOverruns } from "./metrics.js";
import { f as isNotable } from "./timeline.js";
import { createHash } from "node:crypto";
// src/github/comment/marker.ts
const LINE$1 = /^<!-- stagetime ([0-9a-f]{16})(?: -->|(?: [\w:.#-]{1,64}){1,3} -->(?:\r?\n)?)/;
function withMarker(key, body) {
	return `<!-- stagetime ${hash(key)} -->${body}`;
}
function readMarked(text) {
	const [line, key = ""] = LINE$1.exec(text) ?? [];
	if (line === void 0) return void 0;
	return {
		key,
		body: text.slice(line.length).replaceAll("\r\n", "\n")
	};
}
const COUNTED = /^(\d{1,20})(?:\.(\d{1,9}))?$/;
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
// src/github/comment/requests.ts
const WORKFLOWS = "github-actions[bot]";
async function hasAnotherHead({ client, pullRequest }, headSha) {
	if (headSha === "") return false;
	const { octokit, repository } = client;
	const found = await attempt(() => octokit.rest.pulls.get({
		...repository,
		pull_number: pullRequest
	}));
	return found.ok && found.value.data.head.sha !== headSha;
}
function plain(body) {
	return body.trim();
}
async function findOurs({ client, pullRequest, key: name }, author) {
	const { octokit, repository } = client;
	const key = hash(name);
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
	const isForKey = (one) => one.key === key;
	const candidates = marked.filter(isForKey);
	if (!candidates.every(isOurs)) try {
		authors.add(await ownLogin(client));
	} catch (error) {
		if (!candidates.some(isOurs)) throw error;
	}
	const own = marked.filter(isOurs);
	return {
		comments: own.filter(isForKey).sort((a, b) => a.id - b.id),
		pipelines: new Set(own.map((one) => one.key)).size
	};
}
async function ownLogin({ octokit }) {
	const { viewer } = await octokit.graphql("{ viewer { login } }", { request: REPEATABLE });
	return viewer.login;
}
function create({ client, pullRequest, key }, body) {
	return attempt(async () => {
		const { data } = await client.octokit.rest.issues.createComment({
			...client.repository,
			issue_number: pullRequest,
			body: withMarker(key, body)
		});
		return {
			url: data.html_url,
			author: data.user?.login
		};
	});
}
function update({ client, key }, { id }, body) {
	return attempt(() => client.octokit.rest.issues.updateComment({
		...client.repository,
		comment_id: id,
		body: withMarker(key, body),
		request: ONCE
	}));
}
async function remove({ octokit, repository }, comments) {
	for (const { id } of comments) await attempt(() => octokit.rest.issues.deleteComment({
		...repository,
		comment_id: id
	}));
}
async function hasChanged({ octokit, repository }, { id, body }) {
	const now = await attempt(() => octokit.rest.issues.getComment({
		...repository,
		comment_id: id
	}));
	return now.ok && plain(readMarked(now.value.data.body ?? "")?.body ?? "") !== plain(body);
}
// src/github/comment/sections.ts
function makeSection({ key, gist, ...rest }) {
	const runId = /^[\w:.-]{1,64}$/.test(rest.stamp.runId) ? rest.stamp.runId : hash(rest.stamp.runId);
	return {
		...rest,
		id: hash(key),
		stamp: {
			...rest.stamp,
			runId
		},
		shownFor: rest.sha,
		gist: hash(gist),
		isCut: false,
		blocks: rest.blocks.map((block) => disarmed(block).trim())
	};
}
const OURS = "<!-- stagetime";
const DISARMED = "<!-⁠- stagetime";
function disarmed(text) {
	return text.replaceAll(OURS, DISARMED);
}
const LINE = /^<!-- stagetime-section (\S{1,8000}) -->$/m;
const NEXT_BLOCK = "<!-- stagetime-block -->";
const END = "<!-- stagetime-end -->";
const HAS_HEADING = "h";
const short = pipe(string(), maxLength(300));
const hashed = pipe(string(), regex(/^[0-9a-f]{16}$/));
const commit = pipe(string(), regex(/^[0-9a-f]{0,64}$/));
const headSchema = strictTuple([
	hashed,
	short,
	pipe(number(), integer()),
	short,
	commit,
	commit,
	hashed,
	string(),
	short,
	short
]);
function readSections(body) {
	const [, ...parts] = body.split(LINE);
	const sections = [];
	for (let i = 0; i + 1 < parts.length; i += 2) {
		const section = readSection(parts[i] ?? "", parts[i + 1] ?? "");
		if (section !== void 0) sections.push(section);
	}
	return sections;
}
function readSection(head, text) {
	const parsed = safeParse(headSchema, decoded(head));
	if (!parsed.success) return void 0;
	const [id, runId, attempt, time, sha, shownFor, gist, flags, title, workflow] = parsed.output;
	const [content = ""] = text.split(END, 1);
	const parts = content.split(NEXT_BLOCK).map((block) => block.trim());
	const blocks = flags.includes(HAS_HEADING) ? parts.slice(1) : parts;
	if (blocks.length === 0) return void 0;
	return {
		id,
		stamp: {
			runId,
			attempt,
			time
		},
		sha,
		shownFor,
		gist,
		isWorthSaying: flags.includes("w"),
		isLeg: flags.includes("l"),
		isCut: flags.includes("c"),
		title,
		workflow,
		blocks
	};
}
function decoded(head) {
	try {
		return JSON.parse(decodeURIComponent(head));
	} catch {
		return;
	}
}
function headOf(section, hasHeading) {
	const { id, stamp, sha, shownFor, gist, title, workflow } = section;
	const flags = [
		section.isWorthSaying ? "w" : "",
		section.isLeg ? "l" : "",
		section.isCut ? "c" : "",
		hasHeading ? HAS_HEADING : ""
	].join("");
	const { runId, attempt, time } = stamp;
	return encodeURIComponent(JSON.stringify([
		id,
		runId,
		attempt,
		time,
		sha,
		shownFor,
		gist,
		flags,
		title,
		workflow
	]));
}
function unite(comments) {
	const newest = /* @__PURE__ */ new Map();
	for (const section of comments.flat()) {
		const other = newest.get(section.id);
		if (other === void 0 || compareStamps(section.stamp, other.stamp) > 0) newest.set(section.id, section);
	}
	return [...newest.values()];
}
function say(there, news, { care, always }) {
	const current = news.filter((own) => !there.some((other) => isPastFor(own, other)));
	if (current.length === 0) return {
		sections: there,
		isSuperseded: true
	};
	const sha = current[0]?.sha ?? "";
	const ids = new Set(current.map(({ id }) => id));
	const others = there.filter(({ id }) => !ids.has(id)).flatMap((other) => shownNow(other, sha));
	const isAlone = others.length + current.length === 1;
	const own = current.flatMap((section) => {
		const old = there.find(({ id }) => id === section.id);
		if (old !== void 0) return [replaced(old, section, care, isAlone)];
		return always || section.isWorthSaying ? [section] : [];
	});
	const sections = [...others, ...own];
	return {
		sections: sections.length > 0 ? sections : current.slice(0, 1),
		isSuperseded: false
	};
}
function isPastFor(own, other) {
	return compareStamps(own.stamp, other.stamp) < 0 && (other.id === own.id || own.sha !== "" && other.sha !== own.sha);
}
function shownNow(other, sha) {
	if (sha === "" || other.sha === sha) return [other];
	return other.shownFor === other.sha || other.shownFor === sha ? [{
		...other,
		shownFor: sha
	}] : [];
}
function replaced(old, section, care, isAlone) {
	if (!(care === "gist" ? old.gist === section.gist : old.blocks.join("\n") === section.blocks.join("\n"))) return section;
	if (isAlone || old.sha === section.sha && old.shownFor === old.sha) return old;
	return {
		...old,
		stamp: section.stamp,
		sha: section.sha,
		shownFor: section.sha
	};
}
const MOST_BYTES = 65e3;
function composeBody(sections, words, mostBytes = MOST_BYTES) {
	const whole = sections.toSorted(byTitle);
	let shown = whole;
	const render = () => rendered(shown, words, shown.length < whole.length);
	let text = render();
	for (const blocks of [
		2,
		1,
		0
	]) while (byteLength(text) > mostBytes) {
		const longest = shown.filter((section) => section.blocks.length > blocks).toSorted(byWeight).at(0);
		if (longest === void 0 || blocks === 0 && shown.length === 1) break;
		const cut = {
			...longest,
			blocks: longest.blocks.slice(0, blocks),
			isCut: true
		};
		shown = shown.flatMap((one) => one !== longest ? [one] : blocks === 0 ? [] : [cut]);
		text = render();
	}
	return text;
}
function byWeight(a, b) {
	const length = ({ blocks }) => blocks.reduce((sum, { length }) => sum + length, 0);
	return Number(a.isWorthSaying) - Number(b.isWorthSaying) || length(b) - length(a) || (a.id < b.id ? -1 : 1);
}
function rendered(sections, words, isIncomplete) {
	const hasHeadings = sections.length > 1;
	const parts = sections.map((section) => {
		const { title, workflow, sha, shownFor, isLeg, isCut, blocks } = section;
		const name = sections.some((other) => other !== section && other.title === title) && workflow !== "" ? `${workflow}: ${title}` : title;
		const of = shownFor === sha ? void 0 : sha;
		const hasHeading = (hasHeadings || isLeg || of !== void 0) && name !== "";
		const texts = hasHeading ? [disarmed(words.heading(name, of)), ...blocks] : blocks;
		return [
			`<!-- stagetime-section ${headOf(section, hasHeading)} -->`,
			texts.join(`\n\n${NEXT_BLOCK}\n`),
			...isCut ? [
				"",
				END,
				words.cut
			] : []
		].join("\n");
	});
	const end = isIncomplete ? [`${END}\n${words.jobsLeftOut}`] : [];
	return [...parts, ...end].join("\n\n");
}
function byTitle(a, b) {
	const [x, y] = [a, b].map(({ title, workflow }) => `${title}\n${workflow}`.split(/(\d+)/));
	for (let i = 0; i < Math.max(x?.length ?? 0, y?.length ?? 0); i += 1) {
		const [p = "", q = ""] = [x?.[i], y?.[i]];
		if (p === q) continue;
		const difference = Number(p) - Number(q);
		if (i % 2 === 1 && difference !== 0) return difference;
		return p < q ? -1 : 1;
	}
	return a.id < b.id ? -1 : Number(a.id > b.id);
}
function byteLength(text) {
	return Buffer.byteLength(text);
}
// src/github/comment/comment.ts
const SETTLE_MS = 1e3;
const MOST_LOOKS = 80;
const LONGEST_PAUSE_MS = 8e3;
const MOST_UNSEEN = 3;
const MOST_PIPELINES = 20;
async function syncComment(request) {
	if (request.mode === "never") return { kind: "not-wanted" };
	const sync = {
		request,
		news: request.sections.map(makeSection),
		done: "unchanged",
		unseen: 0,
		failedEdits: 0,
		collisions: 0,
		isRested: false
	};
	for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
		const outcome = await changeOnce(sync);
		if (outcome !== void 0) return outcome;
	}
	return sync.lost === void 0 ? failed({ why: "contended" }) : refused(sync.lost);
}
async function changeOnce(sync) {
	const { request } = sync;
	const { clock } = request.client;
	const look = await attempt(() => findOurs(request, sync.posted?.author));
	if (!look.ok) return sync.written ? {
		kind: sync.done,
		url: sync.written.url
	} : refused(look.failure);
	const { pipelines, comments } = look.value;
	if (comments.length === 0 && sync.posted !== void 0) {
		if (sync.unseen === MOST_UNSEEN) return {
			kind: sync.done,
			url: sync.posted.url
		};
		sync.unseen += 1;
		await clock.wait(SETTLE_MS);
		return;
	}
	const next = nextStep(request, sync.news, comments);
	switch (next.kind) {
		case "as-it-should-be":
			await remove(request.client, next.others);
			return {
				kind: next.isSuperseded ? "superseded" : sync.done,
				url: next.url
			};
		case "not-wanted": return { kind: "not-wanted" };
		case "create":
			if (pipelines >= MOST_PIPELINES) return failed({
				why: "too-many",
				pipelines
			});
			return createComment(sync, next.body);
		case "update":
			if (sync.written !== void 0 && next.isShared && !sync.isRested) return rest(sync);
			sync.isRested = false;
			return updateComment(sync, next);
	}
}
async function rest(sync) {
	sync.collisions += 1;
	sync.isRested = true;
	const longestMs = Math.min(LONGEST_PAUSE_MS, SETTLE_MS * 2 ** sync.collisions);
	await sync.request.client.clock.wait(Math.random() * longestMs);
}
async function createComment(sync, body) {
	const created = await create(sync.request, body);
	if (!created.ok && !created.failure.mayHaveHappened) return refused(created.failure);
	sync.done = "created";
	if (created.ok) {
		sync.posted = created.value;
		sync.written = created.value;
	} else {
		sync.lost = created.failure;
		await sync.request.client.clock.wait(SETTLE_MS);
	}
}
async function updateComment(sync, { comment, others, body, isShared }) {
	const { client } = sync.request;
	const sha = sync.news[0]?.sha ?? "";
	if (await hasAnotherHead(sync.request, sha)) return {
		kind: "superseded",
		url: comment.url
	};
	if (isShared && await hasChanged(client, comment)) return void 0;
	const edited = await update(sync.request, comment, body);
	if (sync.done === "unchanged") sync.done = "updated";
	if (edited.ok || edited.failure.status === 404) {
		if (edited.ok) {
			sync.written = comment;
			await remove(client, others);
		}
		await client.clock.wait(SETTLE_MS);
		return;
	}
	sync.failedEdits += 1;
	return await client.pause(edited.failure, sync.failedEdits) ? void 0 : refused(edited.failure);
}
function nextStep({ mode, words }, news, [comment, ...others]) {
	const always = mode === "always";
	if (comment === void 0) {
		const first = news.filter(({ isWorthSaying }) => always || isWorthSaying);
		return first.length === 0 ? { kind: "not-wanted" } : {
			kind: "create",
			body: composeBody(first, words)
		};
	}
	const { sections, isSuperseded } = say(unite([comment, ...others].map((one) => readSections(one.body))), news, {
		care: mode === "on-change" ? "gist" : "body",
		always
	});
	const body = composeBody(sections, words);
	if (plain(body) === plain(comment.body) || isSuperseded && others.length === 0) return {
		kind: "as-it-should-be",
		url: comment.url,
		isSuperseded,
		others
	};
	return {
		kind: "update",
		comment,
		others,
		body,
		isShared: sections.length > news.length
	};
}
function failed(fault) {
	return {
		kind: "failed",
		fault
	};
}
function refused({ why: failure }) {
	return failed({
		why: "github",
		failure
	});
}
// src/reporting/rows/gist.ts
function isWorthSaying(record) {
	const { comparison } = record;
	const verdicts = comparison === void 0 ? [] : [comparison.total, ...comparison.stages];
	return record.status === "failed" || verdicts.some(({ verdict }) => isNotable(verdict)) || findOverruns(record).length > 0;
}
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
// src/action/pull-request.ts
const NOTHING = { notices: [] };
async function tellPullRequest(told) {
	const { record } = told.result;
	const { pullRequest } = record.run;
	if (pullRequest === void 0 || record.status === "cancelled") return NOTHING;
	const { posts } = rightsOf({
		...told.runner.trust,
		saveOnPullRequest: false
	});
	if (posts === "comment") return commentAndCheck(told, pullRequest);
	const { leaveForkReport } = await import("./fork-artifact.js");
	return { notices: await leaveForkReport(told.result, told.runner) };
}
async function commentAndCheck(told, pullRequest) {
	const { result, inputs, runner } = told;
	const { record, reporting, definition } = result;
	const mode = inputs.comment ?? definition.pipeline.comment;
	const client = await runner.connect();
	if (!client.ok) return mode === "never" ? NOTHING : notCommented(client.failure.why);
	const headSha = runner.event.pull_request?.head?.sha;
	const runs = [{
		record,
		reporting
	}];
	const comment = {
		client: client.value,
		pullRequest,
		mode,
		headSha,
		runs
	};
	const said = saidBy(await commentOn(record.pipeline.id, comment));
	const lost = headSha === void 0 ? void 0 : await check(client.value, headSha, told);
	return lost === void 0 ? said : {
		...said,
		notices: [...said.notices, lost]
	};
}
const WORDS = {
	heading: jobHeading,
	cut: REST_IN_SUMMARY,
	jobsLeftOut: JOBS_LEFT_OUT
};
function commentOn(pipelineId, comment) {
	const { runs, headSha = "", ...request } = comment;
	return syncComment({
		...request,
		key: pipelineId,
		words: WORDS,
		sections: runs.map((run) => sectionOf(run, headSha))
	});
}
const LONGEST_NAME = 120;
function sectionOf({ record, reporting }, sha) {
	const { run } = record;
	return {
		key: sectionKey(run),
		title: oneLine(jobTitle(run) ?? record.pipeline.id, LONGEST_NAME),
		workflow: oneLine(run.workflow ?? "", LONGEST_NAME),
		isLeg: run.leg !== void 0,
		stamp: {
			runId: run.id,
			attempt: run.attempt,
			time: run.startedAt
		},
		sha,
		gist: gistOf(record),
		isWorthSaying: isWorthSaying(record),
		blocks: commentBlocks(buildReport(record, reporting))
	};
}
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
		case "failed": return { notices: [{
			kind: "no-comment",
			fault: outcome.fault
		}] };
	}
}
function notCommented(failure) {
	return { notices: [{
		kind: "no-comment",
		fault: {
			why: "github",
			failure
		}
	}] };
}
async function check(client, headSha, told) {
	const { record, reporting } = told.result;
	const model = buildReport(record, reporting);
	const { publishCheckRun } = await import("./check-run.js");
	const outcome = await publishCheckRun({
		client,
		name: checkName(record),
		headSha,
		conclusion: conclusionOf(told),
		...checkText(model)
	});
	return outcome.kind === "failed" ? {
		kind: "no-check-run",
		failure: outcome.why
	} : void 0;
}
function checkName({ pipeline, run }) {
	const leg = legTitle(run);
	const name = `Stagetime: ${pipeline.id}`;
	return leg === void 0 ? name : oneLine(`${name}, ${leg}`, LONGEST_TITLE);
}
function conclusionOf({ failure, result }) {
	if (failure !== void 0) return "failure";
	if (result.record.status === "skipped") return "skipped";
	return isWorthSaying(result.record) ? "neutral" : "success";
}
const LONGEST_TITLE = 200;
function checkText(model) {
	return {
		title: oneLine(model.headline.text, LONGEST_TITLE),
		summary: renderComment(model)
	};
}
export { saidBy as n, tellPullRequest as r, commentOn as t };
