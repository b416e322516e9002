import { createHash } from "node:crypto";
// src/pipeline/fingerprint.ts
/**
* The fingerprint of a stage: the hash of what decides its result. Two stages with the same
* fingerprint are taken to have the same result, so everything that may influence one is a part.
*/
/** Raised when the same parts are to be hashed in another way, or mean something else. */
const VERSION = 3;
/** SHA-256 in hex over the parts in canonical form. */
function fingerprintOf(parts) {
	return sha256InParts([
		"stagetime fingerprint",
		VERSION,
		parts.command,
		parts.shell,
		parts.workingDirectory,
		parts.platform,
		filesInOrder(parts.inputs),
		[...new Set(parts.outputs)].sort(),
		entriesInOrder(parts.environment),
		entriesInOrder(parts.tools),
		sortedBy(parts.needs, ({ stage }) => stage).map(needInOrder),
		entriesInOrder(parts.models)
	]);
}
/**
* The environment as a part: values may be secrets and parts are kept, so only their hashes count.
* A variable that is not set (`undefined`) differs from an empty one.
*/
function hashEnvironment(values) {
	return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value === void 0 ? null : sha256([name, value])]));
}
function sha256(value) {
	return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}
/** The hash of the same JSON, without all of it in memory: a list of files may be long. */
function sha256InParts(values) {
	const sum = createHash("sha256");
	const addList = (list, add) => {
		sum.update("[");
		list.forEach((item, i) => {
			if (i > 0) sum.update(",");
			add(item);
		});
		sum.update("]");
	};
	const addJson = (item) => void sum.update(JSON.stringify(item));
	addList(values, (value) => Array.isArray(value) ? addList(value, addJson) : addJson(value));
	return sum.digest("hex");
}
function needInOrder(need) {
	return need.kind === "outputs" ? [
		need.stage,
		need.kind,
		filesInOrder(need.files)
	] : [
		need.stage,
		need.kind,
		need.fingerprint
	];
}
/** Files in an order and a form that are the same for the same files. */
function filesInOrder(files) {
	return sortedBy(files, ({ path }) => path).map(partsOfFile);
}
function partsOfFile(file) {
	switch (file.kind) {
		case "file": return [
			file.path,
			file.kind,
			file.executable,
			file.hash
		];
		case "link": return [
			file.path,
			file.kind,
			file.target,
			file.hash ?? null
		];
		case "folder": return [file.path, file.kind];
	}
}
/** Values by name, in an order that is the same for the same values. */
function entriesInOrder(values) {
	return sortedBy(Object.entries(values), ([name]) => name);
}
/** Sorted by code units, never by locale. */
function sortedBy(items, key) {
	return [...items].sort((a, b) => key(a) < key(b) ? -1 : Number(key(a) > key(b)));
}
export { hashEnvironment as i, filesInOrder as n, fingerprintOf as r, entriesInOrder as t };
