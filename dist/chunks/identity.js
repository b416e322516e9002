import { t as ask } from "./ask.js";
import { t as ENVIRONMENT } from "./programs2.js";
import { createHash, hash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { arch } from "node:os";
// src/machine/identity.ts
const LIST_MS = 2e4;
const MOST_LISTED = 64 << 20;
async function machineIdentity({ environment, root = "/" }) {
	const { ImageOS: os, ImageVersion: version } = environment;
	if (os && version && !isContainer(root)) return {
		kind: "image",
		os,
		version,
		arch: arch()
	};
	const packages = await installedPackages(root);
	if (packages === void 0) return { kind: "unknown" };
	const release = textOf(`${root}/etc/os-release`) ?? textOf(`${root}/usr/lib/os-release`) ?? "";
	return {
		kind: "packages",
		hash: hash("sha256", `${release}\0${packages}`),
		arch: arch()
	};
}
function isContainer(root) {
	return existsSync(`${root}/.dockerenv`) || existsSync(`${root}/run/.containerenv`);
}
async function installedPackages(root) {
	const dpkg = textOf(`${root}/var/lib/dpkg/status`);
	if (dpkg !== void 0) return recordsOf(dpkg, /^(?:Package|Version|Architecture|Status): .*$/gm);
	const apk = textOf(`${root}/lib/apk/db/installed`);
	if (apk !== void 0) return recordsOf(apk, /^[PVA]:.*$/gm);
	return existsSync(`${root}/var/lib/rpm`) || existsSync(`${root}/usr/lib/sysimage/rpm`) ? listRpm(root) : void 0;
}
function recordsOf(text, line) {
	return text.split("\n\n").map((record) => (record.match(line) ?? []).join("\n")).sort().join("\n");
}
async function listRpm(root) {
	const answer = await ask({
		program: "rpm",
		args: [
			"--root",
			root,
			"-qa",
			"--qf",
			"%{NAME} %{EVR} %{ARCH}\n"
		],
		cwd: "/",
		environment: ENVIRONMENT,
		timeoutMs: LIST_MS,
		mostBytes: MOST_LISTED
	});
	if (answer.kind !== "answered" || answer.exitCode !== 0) return void 0;
	return answer.stdout.split("\n").sort().join("\n");
}
function textOf(file) {
	try {
		return readFileSync(file, "utf8");
	} catch {
		return;
	}
}
const FORMAT = 1;
function layerKey(source) {
	const { identity, name, renewMs, now, ...rest } = source;
	if (identity.kind === "unknown") return void 0;
	const content = createHash("sha256").update(JSON.stringify([
		FORMAT,
		identity,
		name,
		rest
	])).digest("hex");
	const period = renewMs === void 0 ? "always" : Math.floor((now + Number.parseInt(content.slice(0, 12), 16) % renewMs) / renewMs);
	return `layer-${content.slice(0, 40)}-${period}`;
}
export { machineIdentity as n, layerKey as t };
