import { t as openUnfollowed } from "./open-nofollow.js";
import { n as rightsOf } from "./policy.js";
import { t as documentsOf } from "./documents.js";
import { i as uploadAsItIs, n as artifactName, r as hasArtifactService } from "./artifact2.js";
import { t as _usingCtx } from "./usingCtx.js";
import { basename, join, relative, sep } from "node:path";
import { realpathSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
// src/action/upload-documents.ts
const MOST_BYTES = 1e8;
const MOST_DOCUMENTS = 40;
const AT_ONCE = 4;
async function uploadDocuments(ran, { variables, job, trust }, limitMs) {
	const endsAt = performance.now() + limitMs;
	const { documents: mayUpload } = rightsOf({
		...trust,
		saveOnPullRequest: false
	});
	const { fitting, faults } = mayUpload && hasArtifactService(variables) ? withinBounds(standing(ran)) : {
		fitting: [],
		faults: []
	};
	if (fitting.length === 0) return {
		documents: [],
		notices: noticesOf(faults)
	};
	const folder = await mkdtemp(join(variables.RUNNER_TEMP || tmpdir(), "stagetime-documents-"));
	try {
		const uploads = await sharedOut(fitting, AT_ONCE, (found) => {
			const leftMs = endsAt - performance.now();
			return uploadCopy(found, folder, {
				variables,
				job,
				limitMs: leftMs
			});
		});
		const documents = uploads.flatMap(({ of, became }) => {
			const { stage, file } = of;
			return became.kind === "uploaded" ? [{
				stage,
				file,
				artifact: became.id ?? "listed"
			}] : [];
		});
		const lost = uploads.flatMap(({ of: { file }, became }) => {
			const fault = faultOf(became, limitMs);
			return fault === void 0 ? [] : [{
				file,
				fault
			}];
		});
		return {
			documents,
			notices: noticesOf([...faults, ...lost])
		};
	} finally {
		await rm(folder, {
			recursive: true,
			force: true
		});
	}
}
async function sharedOut(all, atOnce, work) {
	const done = [];
	const waiting = [...all.entries()];
	const goOn = async () => {
		for (let next = waiting.shift(); next !== void 0; next = waiting.shift()) {
			const [index, of] = next;
			done[index] = {
				of,
				became: await work(of)
			};
		}
	};
	await Promise.all(Array.from({ length: atOnce }, goOn));
	return done;
}
function standing({ record, definition: { pipeline, root } }) {
	const found = /* @__PURE__ */ new Map();
	for (const { id, status, evidence } of record.stages) {
		const stage = pipeline.stages.find((one) => one.id === id);
		if (stage === void 0 || status !== "passed" && status !== "reused") continue;
		if (evidence?.latex?.pages === 0) continue;
		for (const file of documentsOf(stage, pipeline.caches, { restored: status === "reused" })) {
			const document = lookAt(root, file);
			if (document !== void 0 && !found.has(document.place)) found.set(document.place, {
				stage: id,
				file,
				...document
			});
		}
	}
	return [...found.values()];
}
const PDF = "%PDF-";
function lookAt(root, file) {
	try {
		const place = realpathSync(join(root, file));
		const way = relative(realpathSync(root), place);
		if (way === ".." || way.startsWith(`..${sep}`)) return void 0;
		const content = contentOf(place, 5);
		return content?.start === PDF ? {
			place,
			bytes: content.bytes
		} : void 0;
	} catch {
		return;
	}
}
function contentOf(place, length) {
	try {
		var _usingCtx$1 = _usingCtx();
		const opened = openUnfollowed(place);
		if (opened === "link") return void 0;
		const file = _usingCtx$1.u(opened);
		const buffer = Buffer.alloc(Math.min(length, file.size));
		const read = buffer.subarray(0, file.read(buffer));
		return {
			read,
			start: read.toString("latin1", 0, 5),
			bytes: file.size
		};
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		_usingCtx$1.d();
	}
}
function withinBounds(all) {
	const faults = [];
	const fitting = /* @__PURE__ */ new Set();
	let sum = 0;
	for (const found of all.toSorted((a, b) => a.bytes - b.bytes)) {
		sum += found.bytes;
		const { file } = found;
		if (sum > MOST_BYTES) faults.push({
			file,
			fault: {
				why: "too-large",
				mostBytes: MOST_BYTES
			}
		});
		else if (fitting.size === MOST_DOCUMENTS) faults.push({
			file,
			fault: {
				why: "too-many",
				most: MOST_DOCUMENTS
			}
		});
		else fitting.add(found);
	}
	return {
		fitting: all.filter((found) => fitting.has(found)),
		faults
	};
}
async function uploadCopy({ file, place, bytes }, folder, options) {
	const { limitMs } = options;
	if (limitMs <= 0) return {
		kind: "late",
		limitMs
	};
	const copy = join(folder, `${artifactName(stemOf(file), options)}.pdf`);
	try {
		const content = contentOf(place, bytes);
		if (content?.start !== PDF) return { kind: "changed" };
		writeFileSync(copy, content.read, { flag: "wx" });
	} catch (error) {
		return {
			kind: "failed",
			cause: error.message
		};
	}
	return uploadAsItIs(copy, options);
}
const LONGEST_STEM = 60;
function stemOf(file) {
	return basename(file).replace(/\.pdf$/i, "").slice(0, LONGEST_STEM);
}
function faultOf(upload, limitMs) {
	switch (upload.kind) {
		case "uploaded":
		case "no-service": return;
		case "changed": return { why: "changed" };
		case "late": return {
			why: "late",
			limitMs
		};
		case "failed": return {
			why: "failed",
			cause: upload.cause
		};
	}
}
function noticesOf(faults) {
	const byFault = /* @__PURE__ */ new Map();
	for (const { file, fault } of faults) {
		const key = JSON.stringify(fault);
		const alike = byFault.get(key) ?? {
			files: [],
			fault
		};
		alike.files.push(file);
		byFault.set(key, alike);
	}
	return [...byFault.values()].map(({ files, fault }) => {
		return {
			kind: "documents-not-uploaded",
			files,
			fault
		};
	});
}
export { uploadDocuments };
