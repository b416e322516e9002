import { i as __toESM } from "./rolldown-runtime.js";
import { u as setOutput } from "./core.js";
import { a as oneLine } from "./text.js";
import { r as attempt } from "./client.js";
import { i as forkArtifactPrefix, n as FORK_REPORT_FILE, o as parseForkReport, r as forkArtifactName, t as FORK_REPORT_BYTES } from "./artifact.js";
import { t as siteOf } from "./site.js";
import { i as sayNotices, t as publishSummary } from "./summary.js";
import { t as DEFAULT_MARKS } from "./usual-time.js";
import { n as escapeMarkdown } from "./escape.js";
import { t as noticeWords } from "./notices.js";
import { n as saidBy, t as commentOn } from "./pull-request.js";
import { promisify } from "node:util";
// src/github/fork/zip.ts
async function readOnlyFile(archive, name, maxBytes) {
	const { fromBuffer } = await import("./yauzl.js").then((m) => /* @__PURE__ */ __toESM(m.default, 1));
	const zip = await promisify(fromBuffer)(archive, {
		lazyEntries: true,
		strictFileNames: true
	});
	try {
		if (zip.entryCount !== 1) throw new Error(`it holds ${zip.entryCount} files`);
		const entry = await onlyEntry(zip);
		if (entry.fileName !== name) throw new Error(`it does not hold ${name}`);
		const content = await readAtMost(await promisify(zip.openReadStream.bind(zip))(entry), maxBytes);
		if (content === void 0) throw new Error(`it is larger than ${maxBytes} bytes`);
		return content;
	} finally {
		zip.close();
	}
}
function onlyEntry(zip) {
	return new Promise((resolve, reject) => {
		zip.once("entry", resolve).once("error", reject);
		zip.once("end", () => reject(/* @__PURE__ */ new Error("it holds no file")));
		zip.readEntry();
	});
}
async function readAtMost(stream, maxBytes) {
	const parts = [];
	let bytes = 0;
	for await (const part of stream) {
		bytes += part.length;
		if (bytes > maxBytes) return void 0;
		parts.push(part);
	}
	return Buffer.concat(parts);
}
// src/github/fork/report.ts
const MOST_PIPELINES = 8;
const MOST_REPORTS = 64;
async function loadForkReports(client, runId) {
	const run = await readRun(client, runId);
	if (!run.ok) return nothing$1(fromGitHub(run.failure));
	if ("why" in run.value) return nothing$1(run.value);
	const found = await findPullRequest(client, run.value);
	if (!found.ok) return nothing$1(fromGitHub(found.failure));
	const [pullRequest, ...others] = found.value;
	if (pullRequest === void 0) return nothing$1({ why: "no-pull-request" });
	if (others.length > 0) return nothing$1({ why: "several-pull-requests" });
	const listed = await listArtifacts(client, run.value);
	if (!listed.ok) return nothing$1(fromGitHub(listed.failure));
	const prefix = forkArtifactPrefix(run.value.attempt);
	const artifacts = listed.value.filter(({ name }) => name.startsWith(prefix));
	if (artifacts.length === 0) return nothing$1({ why: "no-artifact" });
	const reports = [];
	const pipelines = /* @__PURE__ */ new Set();
	for (const artifact of artifacts.slice(0, MOST_REPORTS)) {
		const report = artifacts.filter(({ name }) => name === artifact.name).length > 1 ? refused({
			why: "twin-artifacts",
			name: oneLine(artifact.name, LONGEST_NAME)
		}) : await readReport(client, artifact, {
			run: run.value,
			pullRequest,
			all: listed.value
		});
		if (report.kind === "report") {
			const { id } = report.record.pipeline;
			if (pipelines.size === MOST_PIPELINES && !pipelines.has(id)) continue;
			pipelines.add(id);
		}
		reports.push(report);
	}
	const left = artifacts.length - reports.length;
	if (left > 0) reports.push(refused({
		why: "more-reports",
		count: left
	}));
	return {
		kind: "found",
		pullRequest,
		headSha: run.value.headSha,
		reports
	};
}
async function readReport(client, artifact, { run, pullRequest, all }) {
	const archive = await download(client, artifact);
	if (!archive.ok) return refused(fromGitHub(archive.failure));
	if ("why" in archive.value) return refused(archive.value);
	let text;
	try {
		text = (await readOnlyFile(archive.value, FORK_REPORT_FILE, FORK_REPORT_BYTES)).toString("utf8");
	} catch (error) {
		return badReport({
			why: "bad-archive",
			cause: oneLine(error.message, LONGEST_NAME)
		});
	}
	const head = {
		sha: run.headSha,
		repositoryId: run.headRepositoryId
	};
	const parsed = parseForkReport(text, head);
	if (!parsed.ok) return badReport(parsed.fault);
	const { record } = parsed;
	const { workflow, job, step, matrix, leg, jobIndex } = record.run;
	if (artifact.name !== forkArtifactName(run.attempt, record.pipeline.id, record.run)) return badReport({ why: "other-job" });
	const identity = {
		workflow,
		job,
		step,
		matrix,
		leg,
		jobIndex,
		id: String(run.id),
		attempt: run.attempt,
		sha: run.headSha,
		branch: run.headBranch,
		event: "pull_request",
		pullRequest,
		startedAt: run.startedAt
	};
	const documents = documentsAmong(all, parsed.documents);
	return {
		kind: "report",
		record: {
			...record,
			run: identity
		},
		documents
	};
}
const MOST_DOCUMENTS = 40;
function documentsAmong(all, claimed) {
	const shown = all.filter(({ name, isExpired }) => !isExpired && /\.pdf$/i.test(name));
	const ids = new Set(shown.map(({ id }) => id));
	return claimed.filter(({ artifact }) => ids.delete(artifact)).slice(0, MOST_DOCUMENTS);
}
function readRun({ octokit, repository }, runId) {
	return attempt(async () => {
		const { data } = await octokit.rest.actions.getWorkflowRun({
			...repository,
			run_id: runId
		});
		const { head_repository: head, head_branch: headBranch } = data;
		if (data.event !== "pull_request") return {
			why: "other-event",
			event: oneLine(data.event, LONGEST_NAME)
		};
		if (!head?.owner || !headBranch) return { why: "head-gone" };
		return {
			id: data.id,
			attempt: data.run_attempt ?? 1,
			startedAt: data.run_started_at ?? data.created_at,
			headSha: data.head_sha,
			headBranch,
			headOwner: head.owner.login,
			headRepositoryId: head.id
		};
	});
}
function findPullRequest({ octokit, repository }, { headOwner, headBranch, headSha, headRepositoryId }) {
	return attempt(async () => {
		return (await octokit.paginate(octokit.rest.pulls.list, {
			...repository,
			state: "open",
			head: `${headOwner}:${headBranch}`,
			per_page: 100
		})).filter(({ head }) => head.sha === headSha && head.repo?.id === headRepositoryId).map(({ number }) => number);
	});
}
const TOO_LARGE = { why: "large-artifact" };
function listArtifacts({ octokit, repository }, { id }) {
	return attempt(async () => {
		return (await octokit.paginate(octokit.rest.actions.listWorkflowRunArtifacts, {
			...repository,
			run_id: id,
			per_page: 100
		})).map(({ id, name, size_in_bytes: bytes, expired: isExpired }) => {
			return {
				id,
				name,
				bytes,
				isExpired
			};
		}).sort((a, b) => a.name < b.name ? -1 : Number(a.name > b.name));
	});
}
async function download({ octokit, repository }, { id, bytes, isExpired }) {
	if (isExpired) return {
		ok: true,
		value: { why: "expired" }
	};
	if (bytes > 1e6) return {
		ok: true,
		value: TOO_LARGE
	};
	return attempt(async () => {
		const stream = (await octokit.rest.actions.downloadArtifact({
			...repository,
			artifact_id: id,
			archive_format: "zip",
			request: { parseSuccessResponseBody: false }
		})).data;
		return await readAtMost(stream, 1e6) ?? TOO_LARGE;
	});
}
const LONGEST_NAME = 300;
function nothing$1(fault) {
	return {
		kind: "nothing",
		fault
	};
}
function refused(fault) {
	return {
		kind: "refused",
		fault
	};
}
function badReport(fault) {
	return refused({
		why: "bad-report",
		fault
	});
}
function fromGitHub({ why: failure }) {
	return {
		why: "github",
		failure
	};
}
// src/action/fork-comment.ts
async function reportFork(inputs, runner) {
	const said = await post(inputs, runner);
	const urls = said.flatMap(({ commentUrl }) => commentUrl ?? []);
	const notices = said.flatMap((one) => one.notices);
	setOutput("comment-url", urls[0] ?? "");
	sayNotices(...notices);
	const posted = urls.length === 0 ? ["Nothing was posted."] : urls.map((url) => `The comment: ${url}`);
	const lost = await publishSummary(`${[...posted, ...notices.map(shownNotice)].join("\n\n")}\n`);
	if (lost !== void 0) sayNotices(lost);
}
async function post(inputs, runner) {
	const { isRunner, variables, event, connect } = runner;
	const runId = event.workflow_run?.id;
	if (runId === void 0) return [nothing({ why: "no-triggering-run" })];
	const client = await connect();
	if (!client.ok) return [nothing({
		why: "github",
		failure: client.failure.why
	})];
	const found = await loadForkReports(client.value, runId);
	if (found.kind === "nothing") return [nothing(found.fault)];
	const { pullRequest, headSha } = found;
	const said = [];
	const runs = /* @__PURE__ */ new Map();
	const here = siteOf({
		isRunner,
		variables,
		event
	});
	const site = here && {
		...here,
		headSha,
		artifact: "listed"
	};
	for (const report of found.reports) {
		if (report.kind === "refused") {
			said.push(nothing(report.fault));
			continue;
		}
		const { record, documents } = report;
		const ofPipeline = runs.get(record.pipeline.id) ?? [];
		runs.set(record.pipeline.id, [...ofPipeline, {
			record,
			reporting: {
				marks: DEFAULT_MARKS,
				site: site && {
					...site,
					documents
				}
			}
		}]);
	}
	for (const [pipelineId, ofPipeline] of runs) {
		const mode = inputs.comment ?? "auto";
		const comment = {
			client: client.value,
			pullRequest,
			mode,
			headSha,
			runs: ofPipeline
		};
		const outcome = await commentOn(pipelineId, comment);
		said.push(outcome.kind === "not-wanted" ? nothing({ why: "nothing-to-say" }) : saidBy(outcome));
	}
	return said;
}
function nothing(fault) {
	return { notices: [{
		kind: "fork-not-commented",
		fault
	}] };
}
function shownNotice(notice) {
	return escapeMarkdown(oneLine(noticeWords(notice), LONGEST_NOTICE));
}
const LONGEST_NOTICE = 500;
export { reportFork };
