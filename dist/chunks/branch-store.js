import { n as REPEATABLE, r as attempt } from "./client.js";
import { t as addRun } from "./history.js";
import { a as withWaiting, c as historyText, i as waitingName, m as unreadableHistory, n as isWhole, o as LARGEST_HISTORY_BYTES, p as tooLargeHistory, r as waitingIn, s as NO_HISTORY, u as readHistoryText } from "./waiting.js";
import { hash } from "node:crypto";
// src/github/branch-file.ts
async function readBranchFiles(place) {
	const { branch, isWanted } = place;
	const { octokit, repository } = place.client;
	const { git } = octokit.rest;
	return attempt(async () => {
		const commit = (await git.listMatchingRefs({
			...repository,
			ref: `heads/${branch}`
		})).data.find(({ ref }) => ref === `refs/heads/${branch}`)?.object.sha;
		if (commit === void 0) return { files: /* @__PURE__ */ new Map() };
		const { data } = await git.getCommit({
			...repository,
			commit_sha: commit
		});
		const head = {
			commit,
			tree: data.tree.sha
		};
		const tree = await git.getTree({
			...repository,
			tree_sha: head.tree
		});
		if (tree.data.truncated) throw new Error("the list of its files is cut off");
		const wanted = tree.data.tree.filter(({ path }) => isWanted(path));
		const read = await Promise.all(wanted.map(async (entry) => [entry.path, await contentOf(place, entry)]));
		return {
			head,
			files: new Map(read)
		};
	});
}
async function contentOf({ client: { octokit, repository }, maxBytes }, { type, sha, size = 0 }) {
	if (type !== "blob") return { kind: "not-a-file" };
	if (size > maxBytes) return { kind: "too-large" };
	const blob = await attempt(async () => {
		const { data } = await octokit.rest.git.getBlob({
			...repository,
			file_sha: sha
		});
		const bytes = Buffer.from(data.content, "base64");
		if (!isObject(bytes, sha)) throw new Error("the answer is not the file that was asked for");
		return bytes.toString("utf8");
	});
	return blob.ok ? {
		kind: "text",
		text: blob.value
	} : {
		kind: "unreadable",
		why: blob.failure.why
	};
}
function isObject(content, sha) {
	const header = Buffer.from(`blob ${content.length}\0`);
	const algorithm = sha.length === 64 ? "sha256" : "sha1";
	return hash(algorithm, Buffer.concat([header, content])) === sha;
}
async function replaceBranchFiles({ client, branch }, { head }, changes, message) {
	const { octokit, repository } = client;
	const { git } = octokit.rest;
	const commit = await attempt(async () => {
		const tree = await git.createTree({
			...repository,
			...head && { base_tree: head.tree },
			tree: [...changes].map(([path, text]) => ({
				path,
				mode: "100644",
				type: "blob",
				...text === void 0 ? { sha: null } : { content: text }
			})),
			request: REPEATABLE
		});
		return git.createCommit({
			...repository,
			message,
			tree: tree.data.sha,
			parents: head ? [head.commit] : [],
			request: REPEATABLE
		});
	});
	if (!commit.ok) return {
		kind: "failed",
		why: commit.failure.why
	};
	const { sha } = commit.value.data;
	const moved = await attempt(() => head ? git.updateRef({
		...repository,
		ref: `heads/${branch}`,
		sha,
		force: false
	}) : git.createRef({
		...repository,
		ref: `refs/heads/${branch}`,
		sha
	}));
	if (moved.ok) return { kind: "replaced" };
	const { status, mayHaveHappened, why } = moved.failure;
	return status === 409 || status === 422 || mayHaveHappened ? {
		kind: "not-moved",
		why
	} : {
		kind: "failed",
		why
	};
}
// src/baseline/branch-store.ts
const MOST_TRIES = 60;
const STUCK_TRIES = 3;
const PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 4e3;
const WAITING = ".waiting-";
function createBranchStore(options) {
	return {
		async load() {
			const place = await open(options);
			const state = place.ok ? await readBranchFiles(place.value) : place;
			if (!state.ok) return unreadableHistory(placeOf(options), "unavailable", fromGitHub(state.failure));
			const { stored, waiting } = standingIn(state.value, options);
			return withWaiting(stored, waiting);
		},
		async save(record) {
			const place = await open(options);
			return place.ok ? add(options, place.value, record) : notSaved(fromGitHub(place.failure));
		}
	};
}
async function open({ connect, branch, file }) {
	const client = await connect();
	if (!client.ok) return client;
	const isWanted = (name) => name === file || name.startsWith(`${file}${WAITING}`);
	return {
		ok: true,
		value: {
			client: client.value,
			branch,
			isWanted,
			maxBytes: LARGEST_HISTORY_BYTES
		}
	};
}
async function add(options, place, record) {
	let refused;
	for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
		const state = await readBranchFiles(place);
		if (!state.ok) return notSaved(fromGitHub(state.failure));
		const { changes, saved } = additionOf(standingIn(state.value, options), options.file, record);
		if ([...changes].every(([name, text]) => isText(state.value.files.get(name), text))) return saved;
		const replaced = await replaceBranchFiles(place, state.value, changes, messageOf(record));
		if (replaced.kind === "replaced") return saved;
		if (replaced.kind === "failed") return notSaved(fromGitHub(replaced));
		const head = state.value.head?.commit;
		refused = {
			head,
			times: refused !== void 0 && refused.head === head ? (refused?.times ?? 0) + 1 : 1
		};
		if (refused.times >= STUCK_TRIES) return notSaved(fromGitHub(replaced));
		await place.client.clock.wait(Math.random() * Math.min(LONGEST_PAUSE_MS, PAUSE_MS * tries));
	}
	return notSaved({ kind: "contended" });
}
function standingIn({ files }, options) {
	const beside = [...files].filter(([name]) => name !== options.file).map(([name, content]) => ({
		name,
		loaded: historyOf({
			...placeOf(options),
			file: name
		}, content)
	}));
	return {
		stored: historyOf(placeOf(options), files.get(options.file)),
		waiting: waitingIn(beside.map(({ loaded }) => loaded)),
		waitingFiles: beside.filter(({ loaded }) => isWhole(loaded)).map(({ name }) => name)
	};
}
function additionOf({ stored, waiting, waitingFiles }, file, record) {
	const standing = withWaiting(stored, waiting);
	const history = addRun(standing.history, record);
	const text = historyText(history);
	const isUnreadable = standing.kind === "unreadable";
	const target = isUnreadable ? `${file}${WAITING}${waitingName(record)}` : file;
	const gone = waitingFiles.filter((name) => name !== target);
	return {
		changes: new Map([[target, text], ...gone.map((name) => [name, void 0])]),
		saved: isUnreadable ? {
			kind: "waiting",
			failure: standing.failure
		} : {
			kind: "saved",
			runs: history.runs.length,
			bytes: Buffer.byteLength(text)
		}
	};
}
function isText(content, text) {
	return text === void 0 ? content === void 0 : content?.kind === "text" && content.text === text;
}
function historyOf(at, content) {
	switch (content?.kind) {
		case void 0: return NO_HISTORY;
		case "text": return readHistoryText(at, content.text);
		case "too-large": return tooLargeHistory(at);
		case "not-a-file": return unreadableHistory(at, "not-a-file", { kind: "not-a-file" });
		case "unreadable": return unreadableHistory(at, "unavailable", fromGitHub(content));
	}
}
function placeOf({ branch, file }) {
	return {
		in: "branch",
		branch,
		file
	};
}
function fromGitHub({ why }) {
	return {
		kind: "github",
		failure: why
	};
}
function messageOf({ run }) {
	const of = run.sha === void 0 ? "" : ` of ${run.sha.slice(0, 12)}`;
	return `Run ${run.id}, attempt ${run.attempt}${of}`;
}
function notSaved(cause) {
	return {
		kind: "not-saved",
		cause
	};
}
export { createBranchStore };
