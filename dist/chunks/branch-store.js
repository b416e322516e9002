import { n as REPEATABLE, r as attempt } from "./client.js";
import { n as emptyHistory, t as addRun } from "./history.js";
import { a as unusableHistory, n as historyText, r as readHistoryText, t as LARGEST_HISTORY_BYTES } from "./store2.js";
// src/github/branch-file.ts
/** One file on a branch of its own, read and replaced by the Git Data API: nothing is checked out. */
/** Looks at the branch and the file. */
async function readBranchFile(place) {
	const { octokit, repository } = place.client;
	const { git } = octokit.rest;
	const ref = await attempt(() => git.getRef({
		...repository,
		ref: `heads/${place.branch}`
	}));
	if (!ref.ok) return ref.failure.status === 404 ? {
		ok: true,
		value: { content: { kind: "none" } }
	} : ref;
	return attempt(async () => {
		const commit = ref.value.data.object.sha;
		const { data } = await git.getCommit({
			...repository,
			commit_sha: commit
		});
		const head = {
			commit,
			tree: data.tree.sha
		};
		const entry = (await git.getTree({
			...repository,
			tree_sha: head.tree
		})).data.tree.find(({ path, type }) => path === place.name && type === "blob");
		if (entry === void 0) return {
			head,
			content: { kind: "none" }
		};
		if ((entry.size ?? 0) > place.maxBytes) return {
			head,
			content: { kind: "too-large" }
		};
		const blob = await git.getBlob({
			...repository,
			file_sha: entry.sha
		});
		return {
			head,
			content: {
				kind: "text",
				text: Buffer.from(blob.data.content, "base64").toString("utf8")
			}
		};
	});
}
/**
* Commits a new text on top of the state that was looked at, and moves the branch there only if it
* still is where it was: the ref is never forced, so a commit of somebody else's makes it refuse.
*/
async function replaceBranchFile({ client, branch, name }, { head }, text, message) {
	const { octokit, repository } = client;
	const { git } = octokit.rest;
	const commit = await attempt(async () => {
		const tree = await git.createTree({
			...repository,
			...head && { base_tree: head.tree },
			tree: [{
				path: name,
				mode: "100644",
				type: "blob",
				content: text
			}],
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
		reason: commit.failure.reason
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
	const { status, mayHaveHappened, reason } = moved.failure;
	return status === 409 || status === 422 || mayHaveHappened ? {
		kind: "not-moved",
		reason
	} : {
		kind: "failed",
		reason
	};
}
// src/baseline/branch-store.ts
/**
* The history on a branch of its own in the repository (`baseline: branch:stagetime-data`): durable,
* and readable with plain git. A writer that was overtaken looks again and adds its run to what the
* other wrote, so that no run is lost.
*/
/** Each time, one of the writers succeeds: so many may write at once, such as the legs of a matrix. */
const MOST_TRIES = 60;
/** A look may be a moment behind: so many refusals at one and the same commit are no race. */
const STUCK_TRIES = 3;
/** Overtaken writers wait up to this times their tries, so that they do not meet again. */
const PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 4e3;
/** The history in a file on a branch. */
function createBranchStore({ connect, branch, file }) {
	const where = `${file} on the branch ${branch}`;
	const open = async () => {
		const client = await connect();
		return client.ok ? {
			ok: true,
			value: {
				client: client.value,
				branch,
				name: file,
				maxBytes: LARGEST_HISTORY_BYTES
			}
		} : client;
	};
	return {
		async load() {
			const place = await open();
			const state = place.ok ? await readBranchFile(place.value) : place;
			return state.ok ? historyOf(where, state.value) : unusableHistory(where, state.failure.reason);
		},
		async save(record) {
			const place = await open();
			return place.ok ? add(where, place.value, record) : notSaved(place.failure.reason);
		}
	};
}
async function add(where, place, record) {
	let refused;
	for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
		const state = await readBranchFile(place);
		if (!state.ok) return notSaved(state.failure.reason);
		const history = addRun(historyOf(where, state.value).history, record);
		const text = historyText(history);
		const bytes = Buffer.byteLength(text);
		const { content, head } = state.value;
		if (content.kind === "text" && content.text === text) return {
			kind: "saved",
			runs: history.runs.length,
			bytes
		};
		const replaced = await replaceBranchFile(place, state.value, text, messageOf(record));
		if (replaced.kind === "replaced") return {
			kind: "saved",
			runs: history.runs.length,
			bytes
		};
		if (replaced.kind === "failed") return notSaved(replaced.reason);
		const isStuck = refused !== void 0 && refused.head === head?.commit;
		refused = {
			head: head?.commit,
			times: isStuck ? (refused?.times ?? 0) + 1 : 1
		};
		if (refused.times >= STUCK_TRIES) return notSaved(replaced.reason);
		await place.client.clock.wait(Math.random() * Math.min(LONGEST_PAUSE_MS, PAUSE_MS * tries));
	}
	return notSaved("other runs kept writing");
}
function historyOf(where, { content }) {
	switch (content.kind) {
		case "none": return { history: emptyHistory };
		case "text": return readHistoryText(where, content.text);
		case "too-large": return unusableHistory(where, `larger than ${LARGEST_HISTORY_BYTES / 1e6} MB`);
	}
}
function messageOf({ run }) {
	const of = run.sha === void 0 ? "" : ` of ${run.sha.slice(0, 12)}`;
	return `Run ${run.id}, attempt ${run.attempt}${of}`;
}
function notSaved(reason) {
	return {
		kind: "not-saved",
		reason
	};
}
export { createBranchStore };
