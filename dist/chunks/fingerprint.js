import { createHash } from "node:crypto";
// src/pipeline/fingerprint.ts
const VERSION = 3;
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
function hashEnvironment(values) {
	return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value === void 0 ? null : sha256([name, value])]));
}
function sha256(value) {
	return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}
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
function entriesInOrder(values) {
	return sortedBy(Object.entries(values), ([name]) => name);
}
function sortedBy(items, key) {
	return [...items].sort((a, b) => key(a) < key(b) ? -1 : Number(key(a) > key(b)));
}
export { hashEnvironment as i, filesInOrder as n, fingerprintOf as r, entriesInOrder as t };
