import { n as NotSavable } from "./chunks/faults.js";
import { i as parentsOf, n as isWithin, t as faultOfPath } from "./chunks/paths.js";
import { a as start, i as endLeftIn, n as Feed, r as ProgramFailed } from "./chunks/programs2.js";
import { t as _usingCtx } from "./chunks/usingCtx.js";
import { n as readFolder, t as linkTarget } from "./chunks/names.js";
import { r as specialOf } from "./chunks/unreadable.js";
import { a as UnreadableArchive, i as FrameWriter, n as frameContents, r as readIndexText, t as demandFrames } from "./chunks/frame-reader.js";
import { t as openUnfollowed } from "./chunks/open-nofollow.js";
import { C as nullable, D as parse, E as optional, I as string, M as safeInteger, N as safeParse, O as picklist, P as strictObject, U as variant, _ as maxLength, b as minLength, f as integer, g as literal, j as regex, k as pipe, n as base64, s as excludes, t as array, v as maxValue, w as number, x as minValue } from "./chunks/dist.js";
import { a as DamagedArchive, n as frameSchema } from "./chunks/index-schema.js";
import { n as parseRequest, t as STARTED } from "./chunks/messages2.js";
import { createServer } from "node:net";
import { createHash, hash, randomUUID } from "node:crypto";
import { chownSync, closeSync, constants, existsSync, fchmodSync, fchownSync, fstatSync, fsyncSync, futimesSync, linkSync, lstatSync, mkdirSync, openSync, readFileSync, readdirSync, renameSync, rmSync, rmdirSync, statfsSync, unlinkSync, writeFileSync, writeSync } from "node:fs";
import { open } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { text } from "node:stream/consumers";
// src/machine/layer/rights.ts
const SETUID_SETGID = 3072;
const WRITABLE_BY_OTHERS = 2;
const NO_PROGRAMS = /^(?:etc|var)\//;
function givesRights({ path, mode, capability, was }) {
	const rights = mode & SETUID_SETGID;
	if (rights === 0 && capability === void 0) return false;
	if ((mode & WRITABLE_BY_OTHERS) !== 0 || NO_PROGRAMS.test(path)) return true;
	return was !== null && (was.kind !== "file" || (was.mode & rights) !== rights);
}
// src/machine/layer/rules.ts
const ROOTS = [
	"usr",
	"etc",
	"opt",
	"var/lib",
	"var/cache/fontconfig",
	"bin",
	"sbin",
	"lib",
	"lib32",
	"lib64",
	"libx32"
];
const STATE_FOLDER = "var/lib/stagetime";
const EXCLUDED = /* @__PURE__ */ new Set([
	STATE_FOLDER,
	"var/lib/apt/lists",
	"var/lib/apt/periodic",
	"var/lib/dnf",
	"var/lib/pacman/sync",
	"etc/resolv.conf",
	"etc/hosts",
	"etc/hostname",
	"etc/mtab",
	"etc/adjtime",
	"var/lib/docker",
	"var/lib/containerd",
	"var/lib/containers",
	"var/lib/waagent",
	"var/lib/cloud",
	"var/lib/chrony",
	"var/lib/dhcp",
	"var/lib/dhcpcd",
	"var/lib/NetworkManager",
	"var/lib/logrotate",
	"var/lib/fwupd",
	"var/lib/snapd",
	"var/lib/mysql",
	"var/lib/postgresql",
	"var/lib/private",
	"var/lib/systemd/timers",
	"var/lib/systemd/timesync",
	"var/lib/systemd/coredump",
	"var/lib/update-notifier",
	"var/lib/ubuntu-advantage"
]);
const CREDENTIALS = [
	/^root(?:\/|$)/,
	/^etc\/(?:shadow|gshadow)/,
	/^etc\/security\/opasswd/,
	/^etc\/ssh\/ssh_host_/,
	/^etc\/ssl\/private(?:\/|$)/,
	/^etc\/pki\/.*\/private(?:\/|$)/,
	/^etc\/apt\/auth\.conf/,
	/^etc\/(?:krb5\.keytab|machine-id|wireguard|sssd\/sssd\.conf|ppp\/(?:chap|pap)-secrets)/,
	/^etc\/(?:docker\/key\.json|rancher|kubernetes\/.*\.conf)/,
	/^etc\/NetworkManager\/system-connections(?:\/|$)/,
	/^var\/lib\/dbus\/machine-id$/,
	/^var\/lib\/systemd\/(?:random-seed|credential\.secret)$/,
	/^var\/cache\/debconf\/passwords\.dat/
];
const SECRET_NAMES = /* @__PURE__ */ new Set([
	".ssh",
	".gnupg",
	".aws",
	".azure",
	".kube",
	".docker",
	".netrc",
	"_netrc",
	".npmrc",
	".yarnrc.yml",
	".pypirc",
	".git-credentials",
	".pgpass",
	".my.cnf",
	".s3cfg",
	".boto",
	".vault-token",
	".huggingface",
	".Renviron",
	".bash_history",
	".credentials",
	".password-store"
]);
const SECRET_ENDINGS = /(?:^|\/)(?:\.config\/(?:gh|gcloud|hub|rclone|op|doctl)|\.cargo\/credentials(?:\.toml)?|\.m2\/settings(?:-security)?\.xml|\.gradle\/gradle\.properties|\.composer\/auth\.json|\.gem\/credentials|\.local\/share\/keyrings)(?:\/|$)/;
const DOCUMENTATION = new Set([
	"doc",
	"man",
	"info",
	"lintian",
	"gtk-doc",
	"help",
	"doc-base"
].flatMap((name) => [`usr/share/${name}`, `usr/local/share/${name}`]));
const LOCALES = ["usr/share/locale", "usr/local/share/locale"];
function rulesOf({ roots, exclude, documentation, locale }) {
	const all = /* @__PURE__ */ new Set([...ROOTS, ...roots]);
	const excluded = /* @__PURE__ */ new Set([...EXCLUDED, ...exclude]);
	const language = locale?.split(/[_.@]/)[0];
	return {
		roots: [...all].filter((root) => !parentsOf(root).some((parent) => all.has(parent))),
		judge(path) {
			if (isCredential(path)) return "credential";
			if (isWithin(path, excluded)) return "excluded";
			if (!isWithin(path, all)) return "outside";
			return !documentation && isDocumentation(path, language) ? "documentation" : "taken";
		}
	};
}
function isCredential(path) {
	return CREDENTIALS.some((one) => one.test(path)) || SECRET_ENDINGS.test(path) || path.split("/").some((part) => SECRET_NAMES.has(part));
}
function isDocumentation(path, language) {
	if (isWithin(path, DOCUMENTATION)) return true;
	const locales = LOCALES.find((folder) => path.startsWith(`${folder}/`));
	const name = locales === void 0 ? void 0 : path.slice(locales.length + 1).split("/")[0];
	if (name === void 0 || name.includes(".alias")) return false;
	return language === void 0 || name.split(/[_.@]/)[0] !== language;
}
const PASSING = /* @__PURE__ */ new Set([
	"proc",
	"sys",
	"dev",
	"run",
	"tmp",
	"var/tmp",
	"var/log",
	"var/run",
	"var/lock",
	"var/spool",
	"var/mail",
	"var/backups",
	"var/cache/apt",
	"var/cache/dnf",
	"var/cache/man",
	"var/cache/debconf",
	"var/cache/ldconfig",
	"lost+found",
	"swapfile"
]);
// src/machine/system/folders.ts
const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = constants;
var NotAFolder = class extends Error {
	name = "NotAFolder";
	path;
	constructor(path, cause) {
		super(path, { cause });
		this.path = path;
	}
};
function openFolder(root, path) {
	let fd = openSync(root, O_RDONLY | O_DIRECTORY);
	const parts = path === "" ? [] : path.split("/");
	for (const [i, part] of parts.entries()) {
		let next;
		try {
			next = openSync(`/proc/self/fd/${fd}/${part}`, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
		} catch (error) {
			if (!IS_NO_FOLDER.has(error.code ?? "")) throw error;
			throw new NotAFolder(parts.slice(0, i + 1).join("/"), error);
		} finally {
			closeSync(fd);
		}
		fd = next;
	}
	const { dev, ino } = fstatSync(fd, { bigint: true });
	return {
		fd,
		id: `${dev}:${ino}`,
		device: dev,
		at: (name) => `/proc/self/fd/${fd}/${name}`,
		[Symbol.dispose]: () => closeSync(fd)
	};
}
const IS_NO_FOLDER = /* @__PURE__ */ new Set([
	"ENOENT",
	"ENOTDIR",
	"ELOOP"
]);
function splitPath(path) {
	const at = path.lastIndexOf("/");
	return {
		folder: at === -1 ? "" : path.slice(0, at),
		name: path.slice(at + 1)
	};
}
// src/machine/system/times.ts
const FIRST = 3;
async function setTimes(cwd, times) {
	if (times.length === 0) return;
	const script = times.map(({ mtime }, i) => `touch -c -m -d @${mtime} /proc/self/fd/${FIRST + i} || exit 1`);
	const files = times.map(({ fd }) => fd);
	const shell = start("sh", ["-c", script.join("\n")], {
		cwd,
		files
	});
	shell.stdin.end();
	await shell.ended;
}
function secondsOf(ns) {
	const below = (ns % 1000000000n + 1000000000n) % 1000000000n;
	return `${(ns - below) / 1000000000n}.${String(below).padStart(9, "0")}`;
}
// src/machine/layer/state.ts
const RESTORE = "restore";
var ForeignState = class extends Error {
	name = "ForeignState";
};
async function openState(root) {
	try {
		var _usingCtx$5 = _usingCtx();
		const { folder: parent, name } = splitPath(STATE_FOLDER);
		const above = _usingCtx$5.u(openFolder(root, parent));
		const place = above.at(name);
		if (!isThere(place)) await unnoticed(above, () => mkdirSync(place, 448));
		const stat = lstatSync(place, { bigint: true });
		if (!(stat.isDirectory() && stat.uid === BigInt(process.geteuid?.() ?? 0)) || (Number(stat.mode) & 63) !== 0) throw new ForeignState(STATE_FOLDER);
		return {
			folder: `${root}/${STATE_FOLDER}`,
			device: stat.dev
		};
	} catch (_) {
		_usingCtx$5.e = _;
	} finally {
		_usingCtx$5.d();
	}
}
function hasState(root) {
	return isThere(`${root}/${STATE_FOLDER}`);
}
function restoreFolder({ folder }) {
	const place = `${folder}/${RESTORE}`;
	return isThere(place) ? place : void 0;
}
function makeRestoreFolder({ folder }) {
	const place = `${folder}/${RESTORE}`;
	mkdirSync(place, 448);
	return place;
}
function keepRestore({ folder }) {
	renameSync(`${folder}/${RESTORE}`, `${folder}/unsettled-${Date.now()}`);
}
function clearRestore(root, state) {
	return clearState(root, state, RESTORE);
}
async function clearState(root, { folder }, name) {
	try {
		var _usingCtx3 = _usingCtx();
		rmSync(`${folder}/${name}`, {
			recursive: true,
			force: true
		});
		if (!isThere(folder) || readdirSync(folder).length > 0) return;
		await unnoticed(_usingCtx3.u(openFolder(root, splitPath(STATE_FOLDER).folder)), () => rmdirSync(folder));
	} catch (_) {
		_usingCtx3.e = _;
	} finally {
		_usingCtx3.d();
	}
}
const STALE_MS = 2592e5;
async function clearStale(root, state) {
	for (const name of readdirSync(state.folder)) {
		const { mtimeMs } = lstatSync(`${state.folder}/${name}`);
		if (name !== RESTORE && Date.now() - mtimeMs > STALE_MS) await clearState(root, state, name);
	}
}
async function unnoticed({ fd }, work) {
	const mtime = secondsOf(fstatSync(fd, { bigint: true }).mtimeNs);
	work();
	await setTimes("/", [{
		fd,
		mtime
	}]);
}
function isThere(place) {
	return lstatSync(place, { throwIfNoEntry: false }) !== void 0;
}
// src/machine/layer/base.ts
const BASE_FOLDERS = [
	"usr/bin",
	"usr/sbin",
	"usr/lib",
	"usr/lib64",
	"usr/local/bin",
	"usr/local/lib"
];
const MULTIARCH = /^[\w]+-linux-\w+$/;
function baseOf(root) {
	const libraries = listNames(`${root}/usr/lib`).filter((name) => MULTIARCH.test(name));
	return [...BASE_FOLDERS, ...libraries.map((name) => `usr/lib/${name}`)].map((folder) => ({
		folder,
		hash: hashOfFolder(`${root}/${folder}`)
	}));
}
function hashOfFolder(folder) {
	const sum = createHash("sha256");
	for (const name of listNames(folder).sort()) {
		const stat = lstatSync(`${folder}/${name}`, { throwIfNoEntry: false });
		if (stat === void 0 || stat.isDirectory()) continue;
		const what = stat.isSymbolicLink() ? linkTarget(`${folder}/${name}`) : `${stat.mode} ${stat.size} ${stat.mtimeMs}`;
		sum.update(`${name}\0${what}\0`);
	}
	return sum.digest("hex");
}
function listNames(folder) {
	try {
		return readdirSync(folder);
	} catch {
		return [];
	}
}
// src/machine/capture/walk.ts
function* walk({ root, rules }) {
	const device = lstatSync(`${root}/`).dev;
	const open = [];
	const enter = (folder, { name, stat }) => {
		if (stat.isDirectory() && stat.dev === device) open.push(join(folder, name));
	};
	const roots = rules.roots.flatMap((name) => {
		const stat = lstatSync(`${root}/${name}`, { throwIfNoEntry: false });
		return stat?.isDirectory() ? [{
			name,
			stat
		}] : [];
	});
	yield {
		folder: "",
		children: roots,
		credentials: []
	};
	for (const child of roots) enter("", child);
	for (let folder = open.pop(); folder !== void 0; folder = open.pop()) {
		const walked = lookInto(root, folder, rules);
		yield walked;
		for (const child of walked.children) enter(folder, child);
	}
}
function lookInto(root, folder, rules) {
	const children = [];
	const credentials = [];
	for (const { name } of readFolder(`${root}/${folder}`)) {
		const judgement = rules.judge(join(folder, name));
		if (judgement !== "taken" && judgement !== "credential") continue;
		const stat = lstatSync(`${root}/${folder}/${name}`, { throwIfNoEntry: false });
		if (stat === void 0) continue;
		(judgement === "taken" ? children : credentials).push({
			name,
			stat
		});
	}
	return {
		folder,
		children,
		credentials
	};
}
function join(folder, name) {
	return folder === "" ? name : `${folder}/${name}`;
}
// src/machine/capture/listing.ts
const BY_CONTENT = /^(?:etc|var\/lib)\//;
const LARGEST_BY_CONTENT = 8 << 20;
const CHUNK = 1 << 20;
function writeListing(file, options, head) {
	const fd = openSync(file, "wx", 384);
	try {
		let count = 0;
		let text = `${JSON.stringify({
			...head,
			base: baseOf(options.root)
		})}\n`;
		for (const { folder, children } of walk(options)) {
			const noted = children.map(({ name, stat }) => [
				name,
				keyOf(stat),
				formerAt(options.root, join(folder, name))
			]);
			count += noted.length;
			text += `${JSON.stringify([folder, noted])}\n`;
			if (text.length < CHUNK) continue;
			writeFully$1(fd, text);
			text = "";
		}
		writeFully$1(fd, text);
		return count;
	} finally {
		closeSync(fd);
	}
}
function readListing(file) {
	const [head = "", ...lines] = readFileSync(file, "utf8").trimEnd().split("\n");
	const folders = /* @__PURE__ */ new Map();
	for (const line of lines) {
		const [folder, noted] = JSON.parse(line);
		folders.set(folder, new Map(noted.map(([name, key, former]) => [name, {
			key,
			former: former ?? void 0
		}])));
	}
	return {
		...JSON.parse(head),
		folders
	};
}
function keyOf(stat) {
	return `${stat.ino} ${stat.ctimeMs}`;
}
function formerAt(root, path) {
	const place = `${root}/${path}`;
	const stat = lstatSync(place);
	const { uid, gid, size, mtimeMs } = stat;
	const mode = stat.mode & 4095;
	if (stat.isDirectory()) return {
		kind: "folder",
		mode,
		uid,
		gid
	};
	if (stat.isSymbolicLink()) return {
		kind: "link",
		uid,
		gid,
		target: linkTarget(place)
	};
	if (!stat.isFile()) return void 0;
	const former = {
		kind: "file",
		mode,
		uid,
		gid,
		size,
		mtimeMs
	};
	return isByContent(path, size) ? {
		...former,
		hash: hash("sha256", readFileSync(place))
	} : former;
}
function isByContent(path, size) {
	return size <= LARGEST_BY_CONTENT && BY_CONTENT.test(path);
}
function writeFully$1(fd, text) {
	const bytes = Buffer.from(text);
	for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done);
}
// src/machine/capture/changes.ts
function findChanges(root, rules, before) {
	const changes = [];
	const refused = [];
	const visited = /* @__PURE__ */ new Set();
	const names = /* @__PURE__ */ new Map();
	for (const { folder, children, credentials } of walk({
		root,
		rules
	})) {
		visited.add(folder);
		for (const { name, stat } of credentials) {
			if (stat.ctimeMs < before.mark.ctimeMs) continue;
			refused.push({
				path: `/${join(folder, name)}`,
				because: "credential"
			});
		}
		const noted = before.folders.get(folder) ?? /* @__PURE__ */ new Map();
		const here = /* @__PURE__ */ new Set();
		for (const { name, stat } of children) {
			here.add(name);
			const then = noted.get(name);
			if (then?.key === keyOf(stat) && stat.ctimeMs < before.mark.ctimeMs) continue;
			const path = join(folder, name);
			const change = changeAt(root, path, then?.former ?? null, names);
			if (change === void 0) refused.push({
				path: `/${path}`,
				because: "special"
			});
			else changes.push(change);
		}
		for (const [name, { former }] of noted) if (!here.has(name) && former !== void 0) changes.push({
			kind: "gone",
			path: join(folder, name),
			was: former
		});
	}
	changes.push(...goneWithFolders(before, visited));
	return {
		changes: firstNamesFirst(changes.sort(byPath)),
		refused
	};
}
function goneWithFolders(before, visited) {
	return [...before.folders].filter(([folder]) => !visited.has(folder)).flatMap(([folder, noted]) => [...noted].flatMap(([name, { former }]) => former === void 0 ? [] : [{
		kind: "gone",
		path: join(folder, name),
		was: former
	}]));
}
function changeAt(root, path, was, names) {
	const place = `${root}/${path}`;
	const stat = lstatSync(place, { bigint: true });
	if (specialOf(stat) !== void 0) return void 0;
	const owner = {
		uid: Number(stat.uid),
		gid: Number(stat.gid)
	};
	const mode = Number(stat.mode) & 4095;
	const mtime = secondsOf(stat.mtimeNs);
	if (stat.isSymbolicLink()) return {
		kind: "link",
		path,
		...owner,
		mtime,
		target: linkTarget(place),
		was
	};
	if (stat.isDirectory()) return {
		kind: "folder",
		path,
		mode,
		...owner,
		mtime,
		was
	};
	const id = `${stat.dev}:${stat.ino}`;
	const other = stat.nlink > 1n ? names.get(id) : void 0;
	if (other !== void 0) return {
		kind: "same",
		path,
		as: other,
		was
	};
	names.set(id, path);
	return {
		kind: "file",
		path,
		mode,
		...owner,
		mtime,
		size: Number(stat.size),
		was
	};
}
function firstNamesFirst(changes) {
	const byPlace = new Map(changes.map((change) => [change.path, change]));
	const first = /* @__PURE__ */ new Map();
	for (const change of changes) if (change.kind === "same" && !first.has(change.as) && change.path < change.as) first.set(change.as, change.path);
	return changes.map((change) => {
		if (change.kind === "file") {
			const as = first.get(change.path);
			return as === void 0 ? change : {
				kind: "same",
				path: change.path,
				as,
				was: change.was
			};
		}
		if (change.kind !== "same") return change;
		const as = first.get(change.as);
		if (as === void 0) return change;
		const file = byPlace.get(change.as);
		if (as !== change.path || file?.kind !== "file") return {
			...change,
			as
		};
		return {
			...file,
			path: change.path,
			was: change.was
		};
	});
}
function byPath(a, b) {
	return a.path < b.path ? -1 : Number(a.path > b.path);
}
const MOST_OUTSIDE = 100;
function findOutside(root, rules, sinceMs) {
	const device = lstatSync(`${root}/`).dev;
	const outside = [];
	const refused = [];
	const open = [""];
	for (let folder = open.pop(); folder !== void 0; folder = open.pop()) for (const name of namesIn(`${root}/${folder}`)) {
		const path = join(folder, name);
		const judgement = rules.judge(path);
		if (rules.roots.includes(path) || PASSING.has(path) || judgement === "excluded") continue;
		const stat = lstatSync(`${root}/${path}`, { throwIfNoEntry: false });
		if (stat === void 0) continue;
		if (stat.isDirectory()) {
			if (stat.dev === device) open.push(path);
		} else if (stat.ctimeMs >= sinceMs) {
			if (judgement === "credential") refused.push({
				path: `/${path}`,
				because: judgement
			});
			else outside.push(`/${path}`);
		}
	}
	return {
		outside: outside.sort().slice(0, MOST_OUTSIDE),
		refused
	};
}
function namesIn(folder) {
	try {
		return readdirSync(folder);
	} catch {
		return [];
	}
}
// src/machine/capture/mark.ts
const STEP_MS = 250;
const DRIFT = .005;
async function makeMark(folder) {
	const file = `${folder}/mark-${process.pid}`;
	const fd = openSync(file, "wx", 384);
	try {
		const first = fstatSync(fd).ctimeMs;
		let ctimeMs = first;
		while (ctimeMs === first) {
			await setTimeout(1);
			futimesSync(fd, 0, 0);
			ctimeMs = fstatSync(fd).ctimeMs;
		}
		return {
			ctimeMs,
			offsetMs: offset()
		};
	} finally {
		closeSync(fd);
		unlinkSync(file);
	}
}
function clockStep(from, to) {
	const byMs = to.offsetMs - from.offsetMs;
	const elapsedMs = Math.max(0, to.ctimeMs - from.ctimeMs - byMs);
	return Math.abs(byMs) <= STEP_MS + elapsedMs * DRIFT && to.ctimeMs >= from.ctimeMs ? void 0 : Math.round(byMs);
}
function offset() {
	return Date.now() - Number(process.hrtime.bigint() / 1000000n);
}
// src/machine/layer/manifest.ts
const LAYER_MAGIC = Buffer.from("stagetime layer 1\n");
const HASH_DIGITS = 64;
const whole = pipe(number(), safeInteger(), minValue(0));
const sha256 = pipe(string(), regex(/^[0-9a-f]{64}$/));
const time = pipe(string(), regex(/^-?\d{1,12}\.\d{9}$/));
const mode = pipe(number(), integer(), minValue(0), maxValue(4095));
const owner = {
	uid: whole,
	gid: whole
};
const target = pipe(string(), minLength(1), maxLength(4095), excludes("\0"));
const formerSchema = variant("kind", [
	strictObject({
		kind: literal("file"),
		mode,
		...owner,
		size: whole,
		mtimeMs: number(),
		hash: optional(sha256)
	}),
	strictObject({
		kind: literal("folder"),
		mode,
		...owner
	}),
	strictObject({
		kind: literal("link"),
		...owner,
		target
	})
]);
const was = nullable(formerSchema);
const entrySchema = variant("kind", [
	strictObject({
		kind: literal("file"),
		path: string(),
		mode,
		...owner,
		mtime: time,
		size: whole,
		hash: sha256,
		capability: optional(pipe(string(), base64(), maxLength(64))),
		was
	}),
	strictObject({
		kind: literal("same"),
		path: string(),
		as: string(),
		was
	}),
	strictObject({
		kind: literal("folder"),
		path: string(),
		mode,
		...owner,
		mtime: time,
		was
	}),
	strictObject({
		kind: literal("link"),
		path: string(),
		...owner,
		mtime: time,
		target,
		was
	}),
	strictObject({
		kind: literal("gone"),
		path: string(),
		was: formerSchema
	})
]);
const manifestSchema = strictObject({
	base: array(strictObject({
		folder: string(),
		hash: sha256
	})),
	entries: array(entrySchema),
	frames: array(frameSchema)
});
function indexOf(manifest) {
	const text = JSON.stringify(manifest);
	return Buffer.from(hash("sha256", text) + text);
}
function parseManifest(index) {
	const text = index.subarray(HASH_DIGITS);
	if (hash("sha256", text) !== index.toString("latin1", 0, HASH_DIGITS)) throw new DamagedArchive({ kind: "index-changed" });
	const parsed = safeParse(manifestSchema, readJson(text), { abortEarly: true });
	if (!parsed.success) throw new DamagedArchive({ kind: "index-malformed" });
	const fault = faultOfTree(parsed.output.entries);
	if (fault !== void 0) throw new DamagedArchive(fault);
	return parsed.output;
}
function readJson(text) {
	try {
		return JSON.parse(text.toString("utf8"));
	} catch (cause) {
		throw new DamagedArchive({ kind: "index-malformed" }, { cause });
	}
}
function contentBytesOf(entries) {
	return entries.reduce((sum, entry) => sum + (entry.kind === "file" ? entry.size : 0), 0);
}
function faultOfTree(entries) {
	const known = /* @__PURE__ */ new Map();
	let last = "";
	for (const entry of entries) {
		const { path } = entry;
		const fault = faultOfPath(path);
		if (fault !== void 0) return fault;
		if (known.has(path)) return {
			kind: "twice",
			path
		};
		if (path < last) return { kind: "index-malformed" };
		last = path;
		if (parentsOf(path).some((parent) => !mayHold(known.get(parent), entry))) return {
			kind: "through-link",
			path
		};
		if (isMisplaced(entry, known)) return { kind: "index-malformed" };
		if (entry.kind === "same" && known.get(entry.as)?.kind !== "file") return { kind: "index-malformed" };
		known.set(path, entry);
	}
}
function mayHold(parent, entry) {
	if (parent === void 0) return true;
	if (parent.kind === "folder") return true;
	return entry.kind === "gone" && parent.was?.kind === "folder";
}
function isMisplaced(entry, known) {
	const above = parentsOf(entry.path).map((path) => known.get(path));
	const isWhole = above.some((one) => one !== void 0 && (one.kind !== "folder" || isNew(one)));
	const direct = above.at(-1);
	if (isWhole && direct === void 0) return true;
	return direct?.kind === "folder" && isNew(direct) && entry.was !== null;
}
function isNew({ was }) {
	return was?.kind !== "folder";
}
// src/machine/system/tar.ts
const BLOCK = 512;
const SHORT_NAME = 100;
const CAPABILITY = "SCHILY.xattr.security.capability";
const TYPE = {
	file: "0",
	same: "1",
	link: "2",
	folder: "5"
};
function headersOf(member) {
	const { kind, name, mode, uid, gid, mtime, size, target, capability } = member;
	const attributes = [paxRecord("mtime", Buffer.from(mtime)), ...capability === void 0 ? [] : [paxRecord(CAPABILITY, Buffer.from(capability, "base64"))]];
	const parts = [{
		type: "x",
		content: Buffer.concat(attributes)
	}, ...[{
		type: "L",
		content: Buffer.from(`${name}\0`)
	}, {
		type: "K",
		content: Buffer.from(`${target}\0`)
	}].filter(({ content }) => content.length > SHORT_NAME)];
	const bytes = parts.reduce((sum, part) => sum + BLOCK + blocksOf(part.content.length), BLOCK);
	const headers = Buffer.alloc(bytes);
	let at = 0;
	for (const { type, content } of parts) {
		writeHeader(headers, at, {
			name: "././@Long",
			mode: 384,
			uid: 0,
			gid: 0,
			target: "",
			size: content.length,
			type
		});
		content.copy(headers, at + BLOCK);
		at += BLOCK + blocksOf(content.length);
	}
	writeHeader(headers, at, {
		name,
		mode,
		uid,
		gid,
		size,
		type: TYPE[kind],
		target
	});
	return headers;
}
function padding(size) {
	return ZEROS.subarray(0, blocksOf(size) - size);
}
const ZEROS = Buffer.alloc(2 * BLOCK);
const END = ZEROS;
function blocksOf(size) {
	return Math.ceil(size / BLOCK) * BLOCK;
}
function paxRecord(key, value) {
	const rest = Buffer.byteLength(key) + value.length + 3;
	let length = rest;
	while (length !== rest + String(length).length) length = rest + String(length).length;
	return Buffer.concat([
		Buffer.from(`${length} ${key}=`),
		value,
		Buffer.from("\n")
	]);
}
function writeHeader(block, at, { name, mode, uid, gid, size, type, target }) {
	block.write(name, at, SHORT_NAME);
	writeNumber(block, at + 100, 8, mode);
	writeNumber(block, at + 108, 8, uid);
	writeNumber(block, at + 116, 8, gid);
	writeNumber(block, at + 124, 12, size);
	writeNumber(block, at + 136, 12, 0);
	block.fill(" ", at + 148, at + 156);
	block.write(type, at + 156);
	block.write(target, at + 157, SHORT_NAME);
	block.write("ustar  \0", at + 257);
	let sum = 0;
	for (let i = at; i < at + BLOCK; i += 1) sum += block[i] ?? 0;
	block.write(`${sum.toString(8).padStart(6, "0")}\0 `, at + 148);
}
function writeNumber(block, at, width, value) {
	const digits = value.toString(8);
	if (digits.length < width) {
		block.write(`${digits.padStart(width - 1, "0")}\0`, at);
		return;
	}
	block.writeBigUInt64BE(BigInt(value), at + width - 8);
	block[at] = 128 | (block[at] ?? 0);
}
var CapabilityReader = class {
	found = /* @__PURE__ */ new Map();
	#left = Buffer.alloc(0);
	#skip = 0;
	#attributes = Buffer.alloc(0);
	#capability;
	#path;
	write(piece) {
		let bytes = this.#left.length === 0 ? piece : Buffer.concat([this.#left, piece]);
		for (;;) {
			const passed = Math.min(this.#skip, bytes.length);
			this.#skip -= passed;
			bytes = bytes.subarray(passed);
			if (bytes.length < BLOCK) break;
			const taken = this.#member(bytes);
			if (taken === 0) break;
			bytes = bytes.subarray(taken);
		}
		this.#left = Buffer.from(bytes);
	}
	#member(bytes) {
		const type = bytes.toString("latin1", 156, 157);
		const size = Number.parseInt(bytes.toString("latin1", 124, 135), 8) || 0;
		const whole = blocksOf(size);
		if (type === "x") {
			if (bytes.length < BLOCK + whole) return 0;
			this.#attributes = bytes.subarray(BLOCK, BLOCK + size);
			this.#readAttributes();
			return BLOCK + whole;
		}
		const prefix = textAt(bytes, 345, 155);
		const name = textAt(bytes, 0, SHORT_NAME);
		const path = this.#path ?? (prefix === "" ? name : `${prefix}/${name}`);
		if (this.#capability !== void 0) this.found.set(path, this.#capability);
		this.#path = void 0;
		this.#capability = void 0;
		this.#skip = whole;
		return BLOCK;
	}
	#readAttributes() {
		let bytes = this.#attributes;
		while (bytes.length > 0) {
			const space = bytes.indexOf(" ");
			const length = Number(bytes.toString("latin1", 0, space));
			if (!(length > space)) return;
			const record = bytes.subarray(space + 1, length - 1);
			const equals = record.indexOf("=");
			const key = record.toString("latin1", 0, equals);
			const value = record.subarray(equals + 1);
			if (key === CAPABILITY) this.#capability = value.toString("base64");
			if (key === "path") this.#path = value.toString("utf8");
			bytes = bytes.subarray(length);
		}
	}
};
function textAt(bytes, at, length) {
	const field = bytes.subarray(at, at + length);
	const end = field.indexOf(0);
	return field.toString("utf8", 0, end === -1 ? length : end);
}
// src/machine/capture/capabilities.ts
async function readCapabilities(root, paths) {
	const reader = new CapabilityReader();
	if (paths.length === 0) return reader.found;
	const tar = start("tar", [
		"--create",
		`--directory=${root}`,
		"--format=posix",
		"--xattrs",
		"--xattrs-include=security.capability",
		"--no-recursion",
		"--hard-dereference",
		"--null",
		"--verbatim-files-from",
		"--files-from=-",
		"--file=-"
	], { cwd: "/" });
	tar.stdout.on("data", (piece) => reader.write(piece));
	tar.stdin.end(paths.map((path) => `${path}\0`).join(""));
	await tar.ended;
	return reader.found;
}
// src/machine/capture/secrets.ts
const SHORTEST = 8;
const LARGEST_SETTING = 1 << 20;
const PASSWORD_IN_URL = /[a-z]:\/\/[^\s/:@'"<>$]*:[^\s/:@'"<>$]+@[^\s/]/i;
const PRIVATE_KEY = /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----/;
const SETTINGS = /^(?:etc|opt|var\/lib|home)\//;
function searchFor(values) {
	const needles = values.map((value) => Buffer.from(value)).filter(({ length }) => length >= SHORTEST);
	const isSetting = (path, size) => size <= LARGEST_SETTING && SETTINGS.test(path);
	return {
		concerns: (path, size) => needles.length > 0 || isSetting(path, size),
		overlap: needles.reduce((most, { length }) => Math.max(most, length - 1), 0),
		isInPart: (content) => needles.some((needle) => content.includes(needle)),
		isInSetting: (path, content) => {
			if (!isSetting(path, content.length)) return false;
			const text = content.toString("latin1");
			return PASSWORD_IN_URL.test(text) || PRIVATE_KEY.test(text);
		}
	};
}
// src/machine/capture/pack.ts
const LEVEL = 3;
const PIECE = 1 << 20;
var ChangedMeanwhile = class extends Error {
	name = "ChangedMeanwhile";
	path;
	constructor(path) {
		super(path);
		this.path = path;
	}
};
async function packLayer(options) {
	try {
		var _usingCtx$4 = _usingCtx();
		const { root, file, base, secrets } = options;
		const refused = findSecrets(options, searchFor(secrets));
		const changes = withoutRefused(options.changes, refused);
		const capabilities = await readCapabilities(root, changes.filter((change) => change.kind === "file" && (change.mode & 73) !== 0).map(({ path }) => path));
		const { entries, writer } = await packContents(_usingCtx$4.a(await open(file, "wx", 384)), root, changes, capabilities);
		const { bytes } = await writer.finish((frames) => {
			const index = indexOf({
				base: [...base],
				entries,
				frames: [...frames]
			});
			parseManifest(index);
			return index;
		});
		const deleted = entries.filter(({ kind }) => kind === "gone").length;
		return {
			entries: entries.length - deleted,
			deleted,
			contentBytes: writer.taken,
			bytes,
			refused: [...refused].map((path) => ({
				path: `/${path}`,
				because: "secret"
			}))
		};
	} catch (_) {
		_usingCtx$4.e = _;
	} finally {
		await _usingCtx$4.d();
	}
}
async function packContents(handle, root, changes, capabilities) {
	const writer = new FrameWriter(handle, {
		magic: LAYER_MAGIC,
		level: LEVEL
	});
	const entries = [];
	for (const change of changes) {
		if (change.kind !== "file") {
			entries.push(change);
			continue;
		}
		const capability = capabilities.get(change.path);
		const packed = await packFile(root, change, writer);
		entries.push(capability === void 0 ? packed : {
			...packed,
			capability
		});
	}
	return {
		entries,
		writer
	};
}
async function packFile(root, change, writer) {
	try {
		var _usingCtx3 = _usingCtx();
		const { path, size } = change;
		const file = _usingCtx3.u(openToRead(root, path));
		const sum = createHash("sha256");
		for (let left = size; left > 0;) {
			const room = await writer.room();
			const count = writer.take(Math.min(left, room), (buffer) => {
				const read = file.read(buffer);
				sum.update(buffer.subarray(0, read));
				return read;
			});
			if (count === 0) throw new ChangedMeanwhile(path);
			left -= count;
		}
		if (file.size !== size || file.hasChanged()) throw new ChangedMeanwhile(path);
		const { kind, mode, uid, gid, mtime, was } = change;
		return {
			kind,
			path,
			mode,
			uid,
			gid,
			mtime,
			size,
			hash: sum.digest("hex"),
			was
		};
	} catch (_) {
		_usingCtx3.e = _;
	} finally {
		_usingCtx3.d();
	}
}
function openToRead(root, path) {
	const opened = openUnfollowed(`${root}/${path}`);
	if (opened === "link") throw new ChangedMeanwhile(path);
	return opened;
}
function findSecrets({ root, changes }, search) {
	const buffer = Buffer.allocUnsafe(PIECE + search.overlap);
	return new Set(changes.flatMap((change) => change.kind === "file" && holdsSecret(root, change, search, buffer) ? [change.path] : []));
}
function holdsSecret(root, { path, size }, search, buffer) {
	try {
		var _usingCtx4 = _usingCtx();
		if (!search.concerns(path, size)) return false;
		const file = _usingCtx4.u(openToRead(root, path));
		let kept = 0;
		for (let isFirst = true;; isFirst = false) {
			const count = file.read(buffer.subarray(kept));
			const content = buffer.subarray(0, kept + count);
			if (search.isInPart(content)) return true;
			const isWhole = count < buffer.length - kept;
			if (isFirst && isWhole && search.isInSetting(path, content)) return true;
			if (isWhole) return false;
			kept = search.overlap;
			content.copyWithin(0, content.length - kept);
		}
	} catch (_) {
		_usingCtx4.e = _;
	} finally {
		_usingCtx4.d();
	}
}
function withoutRefused(changes, refused) {
	return changes.filter((change) => !(change.kind === "file" && refused.has(change.path)) && !(change.kind === "same" && refused.has(change.as)));
}
// src/machine/capture/capture.ts
async function beginLayer(root, scope) {
	const started = performance.now();
	const state = await openState(root);
	const watch = randomUUID();
	const mark = await makeMark(state.folder);
	const rules = rulesOf(scope);
	return {
		kind: "begun",
		watch,
		files: writeListing(`${state.folder}/${watch}`, {
			root,
			rules
		}, {
			mark,
			scope
		}),
		ms: Math.round(performance.now() - started)
	};
}
async function captureLayer(options) {
	const { root, watch, file } = options;
	const state = await openState(root);
	try {
		const before = readListing(`${state.folder}/${watch}`);
		const now = await makeMark(state.folder);
		const byMs = clockStep(before.mark, now);
		if (byMs !== void 0) return {
			kind: "clock-stepped",
			byMs
		};
		const started = performance.now();
		const rules = rulesOf(before.scope);
		const found = findChanges(root, rules, before);
		const { outside, refused } = findOutside(root, rules, before.mark.ctimeMs);
		const findMs = Math.round(performance.now() - started);
		const changes = found.changes.filter(isAllowed);
		if (!changes.some(isWorthKeeping)) return {
			kind: "nothing-changed",
			outside
		};
		const tooLarge = excessOf(changes, options.maxBytes);
		if (tooLarge !== void 0) return tooLarge;
		const packed = await packLayer({
			...options,
			base: before.base,
			changes
		});
		const packMs = Math.round(performance.now() - started) - findMs;
		const unkept = found.changes.filter((change) => !isAllowed(change)).map(rightsRefused);
		const all = [
			...found.refused,
			...refused,
			...packed.refused,
			...unkept
		];
		return {
			kind: "captured",
			...packed,
			findMs,
			packMs,
			refused: all,
			outside
		};
	} catch (error) {
		rmSync(file, { force: true });
		if (error instanceof ChangedMeanwhile) return {
			kind: "changed-meanwhile",
			path: `/${error.path}`
		};
		if (error instanceof NotSavable) return {
			kind: "failed",
			said: error.message
		};
		throw error;
	} finally {
		await clearState(root, state, watch);
	}
}
function isAllowed(change) {
	return change.kind !== "file" || !givesRights(change);
}
function rightsRefused({ path }) {
	return {
		path: `/${path}`,
		because: "rights"
	};
}
function isWorthKeeping({ kind, was }) {
	return kind !== "folder" || was === null;
}
function excessOf(changes, maxBytes) {
	const bytes = changes.reduce((sum, one) => sum + (one.kind === "file" ? one.size : 0), 0);
	return bytes > maxBytes ? {
		kind: "too-large",
		bytes,
		maxBytes
	} : void 0;
}
// src/machine/restore/check.ts
const MOST_DIFFERENCES = 10;
function forbiddenIn(entries, rules) {
	for (const entry of entries) {
		const path = `/${entry.path}`;
		const judgement = rules.judge(entry.path);
		switch (judgement) {
			case "outside": return {
				kind: "forbidden",
				path,
				because: "outside-roots"
			};
			case "credential":
			case "excluded": return {
				kind: "forbidden",
				path,
				because: judgement
			};
		}
		if (entry.kind === "file" && givesRights(entry)) return {
			kind: "forbidden",
			path,
			because: "mode"
		};
	}
}
function misfitOf(root, { base, entries }, device) {
	const differences = baseDifferences(root, base);
	const made = /* @__PURE__ */ new Set();
	const byFolder = /* @__PURE__ */ new Map();
	for (const entry of entries) {
		const { folder } = splitPath(entry.path);
		if (entry.kind === "folder" && entry.was?.kind !== "folder") made.add(entry.path);
		if (made.has(folder) && entry.kind !== "gone") continue;
		const those = byFolder.get(folder);
		if (those === void 0) byFolder.set(folder, [entry]);
		else those.push(entry);
	}
	const emptied = entries.filter(({ kind, was }) => was?.kind === "folder" && kind !== "folder");
	for (const { path } of emptied) if (!byFolder.has(path)) byFolder.set(path, []);
	const all = new Set(emptied.map(({ path }) => path));
	for (const [folder, those] of byFolder) {
		try {
			try {
				var _usingCtx$3 = _usingCtx();
				const opened = _usingCtx$3.u(openFolder(root, folder));
				if (opened.device !== device) return {
					kind: "other-file-system",
					path: `/${folder}`
				};
				differences.push(...differencesIn(opened, those));
				if (all.has(folder)) differences.push(...unknownIn(opened, folder, those));
			} catch (_) {
				_usingCtx$3.e = _;
			} finally {
				_usingCtx$3.d();
			}
		} catch (error) {
			if (!(error instanceof NotAFolder)) throw error;
			differences.push({
				path: `/${error.path}`,
				trait: "type"
			});
		}
		if (differences.length >= MOST_DIFFERENCES) break;
	}
	return differences.length === 0 ? void 0 : {
		kind: "other-machine",
		differences: differences.slice(0, MOST_DIFFERENCES)
	};
}
function baseDifferences(root, base) {
	const here = new Map(baseOf(root).map(({ folder, hash: sum }) => [folder, sum]));
	return base.filter(({ folder, hash: sum }) => here.get(folder) !== sum).map(({ folder }) => ({
		path: `/${folder}`,
		trait: "content"
	}));
}
function differencesIn(folder, entries) {
	return entries.flatMap(({ path, was }) => {
		const trait = differenceAt(folder.at(splitPath(path).name), was);
		return trait === void 0 ? [] : [{
			path: `/${path}`,
			trait
		}];
	});
}
function unknownIn(folder, path, entries) {
	const known = new Set(entries.map((entry) => splitPath(entry.path).name));
	return readdirSync(folder.at(".")).filter((name) => !known.has(name)).map((name) => ({
		path: `/${path}/${name}`,
		trait: "there"
	}));
}
function differenceAt(place, was) {
	const stat = lstatSync(place, { throwIfNoEntry: false });
	if (stat === void 0 || was === null) return stat === void 0 && was === null ? void 0 : "there";
	if (!isOfKind(stat, was.kind)) return "type";
	if (stat.uid !== was.uid || stat.gid !== was.gid) return "owner";
	if (was.kind === "link") return linkTarget(place) === was.target ? void 0 : "target";
	if ((stat.mode & 4095) !== was.mode) return "mode";
	if (was.kind === "folder") return void 0;
	return isSameContent(place, stat, was) ? void 0 : "content";
}
function isOfKind(stat, kind) {
	if (kind === "folder") return stat.isDirectory();
	return kind === "file" ? stat.isFile() : stat.isSymbolicLink();
}
function isSameContent(place, stat, was) {
	if (stat.size !== was.size) return false;
	if (was.hash === void 0) return stat.mtimeMs === was.mtimeMs;
	return hash("sha256", readFileSync(place)) === was.hash;
}
// src/machine/restore/journal.ts
const steps = strictObject({
	placed: array(strictObject({
		path: string(),
		staged: string(),
		ino: string(),
		before: picklist([
			"nothing",
			"kept",
			"moved"
		])
	})),
	removed: array(strictObject({ path: string() })),
	folders: array(strictObject({
		path: string(),
		id: string(),
		before: strictObject({
			mode: number(),
			uid: number(),
			gid: number(),
			mtime: string()
		}),
		after: strictObject({
			mode: number(),
			uid: number(),
			gid: number(),
			mtime: string()
		})
	}))
});
const STAGE = "stage";
const ASIDE = "aside";
const UNDONE = "undone";
const JOURNAL = "journal";
const DONE = "done";
function beginSteps(folder, those) {
	const fd = openSync(`${folder}/${JOURNAL}.new`, "wx", 384);
	try {
		writeFileSync(fd, JSON.stringify(those));
		fsyncSync(fd);
	} finally {
		closeSync(fd);
	}
	renameSync(`${folder}/${JOURNAL}.new`, `${folder}/${JOURNAL}`);
}
function endSteps(folder) {
	renameSync(`${folder}/${JOURNAL}`, `${folder}/${DONE}`);
}
function progressOf(folder) {
	if (existsSync(`${folder}/${DONE}`)) return { kind: "done" };
	if (!existsSync(`${folder}/${JOURNAL}`)) return { kind: "nothing-done" };
	const text = readFileSync(`${folder}/${JOURNAL}`, "utf8");
	return {
		kind: "under-way",
		steps: parse(steps, JSON.parse(text))
	};
}
// src/machine/restore/place.ts
var FolderSwapped = class extends Error {
	name = "FolderSwapped";
	path;
	constructor(path) {
		super(path);
		this.path = path;
	}
};
function stepsOf(root, folder, plan) {
	const placed = plan.placed.map(({ path, was, staged }) => {
		const { ino } = lstatSync(`${folder}/${STAGE}/${staged}`, { bigint: true });
		const isFolderAfter = lstatSync(`${folder}/${STAGE}/${staged}`).isDirectory();
		const isMoved = was?.kind === "folder" || isFolderAfter;
		return {
			path,
			staged,
			ino: String(ino),
			before: was === null ? "nothing" : isMoved ? "moved" : "kept"
		};
	});
	const removed = plan.removed.map(({ path }) => ({ path }));
	const after = new Map(plan.folders.map((entry) => [entry.path, entry]));
	const touched = [...placed, ...removed].map(({ path }) => splitPath(path).folder);
	return {
		placed,
		removed,
		folders: [.../* @__PURE__ */ new Set([...after.keys(), ...touched])].map((path) => {
			try {
				var _usingCtx$2 = _usingCtx();
				const opened = _usingCtx$2.u(openFolder(root, path));
				const before = traitsOf(opened);
				const { mode, uid, gid, mtime } = after.get(path) ?? before;
				return {
					path,
					id: opened.id,
					before,
					after: {
						mode,
						uid,
						gid,
						mtime
					}
				};
			} catch (_) {
				_usingCtx$2.e = _;
			} finally {
				_usingCtx$2.d();
			}
		})
	};
}
function traitsOf({ fd }) {
	const { mode, uid, gid, mtimeNs } = fstatSync(fd, { bigint: true });
	return {
		mode: Number(mode) & 4095,
		uid: Number(uid),
		gid: Number(gid),
		mtime: secondsOf(mtimeNs)
	};
}
async function applySteps(root, folder, steps) {
	mkdirSync(`${folder}/${ASIDE}`, 448);
	mkdirSync(`${folder}/${UNDONE}`, 448);
	beginSteps(folder, steps);
	const ids = new Map(steps.folders.map(({ path, id }) => [path, id]));
	for (const [i, step] of steps.placed.entries()) inFolderOf(root, step.path, ids, (place) => {
		const [staged, aside] = [`${folder}/${STAGE}/${step.staged}`, `${folder}/${ASIDE}/${i}`];
		if (step.before === "nothing" && numberOf(place) !== void 0) throw new FolderSwapped(`/${step.path}`);
		if (step.before === "kept") linkSync(place, aside);
		if (step.before === "moved") renameSync(place, aside);
		renameSync(staged, place);
	});
	for (const [i, { path }] of steps.removed.entries()) inFolderOf(root, path, ids, (place) => renameSync(place, asideOf(folder, steps, i)));
	await setTraits(root, folder, steps.folders, "after");
	for (const { path, id } of steps.folders) demandFolder(root, path, id)[Symbol.dispose]();
	endSteps(folder);
}
function asideOf(folder, { placed }, removed) {
	return `${folder}/${ASIDE}/${placed.length + removed}`;
}
async function undoSteps(root, folder, steps) {
	const unsettled = [];
	const ids = new Map(steps.folders.map(({ path, id }) => [path, id]));
	const undo = (path, work) => {
		try {
			inFolderOf(root, path, ids, work);
		} catch {
			unsettled.push(`/${path}`);
		}
	};
	const begun = begunSteps(folder, steps);
	for (const [i, { path }] of [...steps.removed.entries()].reverse()) {
		const aside = asideOf(folder, steps, i);
		if (numberOf(aside) !== void 0) undo(path, (place) => renameSync(aside, place));
	}
	for (const [i, step] of [...begun].reverse()) undo(step.path, (place) => undoPlaced(place, `${folder}/${ASIDE}/${i}`, `${folder}/${UNDONE}/${i}`, step));
	const changed = new Set([...begun.values()].map(({ path }) => splitPath(path).folder));
	const isAllBegun = begun.size === steps.placed.length;
	const folders = steps.folders.filter(({ path }) => isAllBegun || changed.has(path));
	unsettled.push(...await settleTraits(root, folder, folders));
	return [...new Set(unsettled)];
}
function begunSteps(folder, { placed }) {
	return new Map([...placed.entries()].filter(([i, { staged, ino }]) => numberOf(`${folder}/stage/${staged}`) !== ino || numberOf(`${folder}/aside/${i}`) !== void 0));
}
function undoPlaced(place, aside, undone, { ino, before }) {
	const isPlaced = numberOf(place) === ino;
	if (isPlaced && before !== "kept") renameSync(place, undone);
	if (before === "nothing" || numberOf(aside) === void 0) return;
	if (before === "moved" || isPlaced) renameSync(aside, place);
}
async function settleTraits(root, cwd, folders) {
	const unsettled = folders.filter(({ path, id }) => {
		try {
			demandFolder(root, path, id)[Symbol.dispose]();
			return false;
		} catch {
			return true;
		}
	});
	await setTraits(root, cwd, folders.filter((one) => !unsettled.includes(one)), "before");
	return unsettled.map(({ path }) => `/${path}`);
}
function numberOf(place) {
	const stat = lstatSync(place, {
		throwIfNoEntry: false,
		bigint: true
	});
	return stat === void 0 ? void 0 : String(stat.ino);
}
function inFolderOf(root, path, ids, work) {
	try {
		var _usingCtx3 = _usingCtx();
		const { folder, name } = splitPath(path);
		work(_usingCtx3.u(demandFolder(root, folder, ids.get(folder) ?? "")).at(name));
	} catch (_) {
		_usingCtx3.e = _;
	} finally {
		_usingCtx3.d();
	}
}
function demandFolder(root, path, id) {
	let folder;
	try {
		folder = openFolder(root, path);
	} catch (error) {
		if (error instanceof NotAFolder) throw new FolderSwapped(`/${path}`);
		throw error;
	}
	if (folder.id === id) return folder;
	folder[Symbol.dispose]();
	throw new FolderSwapped(`/${path}`);
}
const AT_ONCE = 64;
async function setTraits(root, cwd, folders, which) {
	for (let at = 0; at < folders.length; at += AT_ONCE) {
		const opened = [];
		try {
			await setTimes(cwd, folders.slice(at, at + AT_ONCE).map((step) => {
				const folder = demandFolder(root, step.path, step.id);
				opened.push(folder);
				giveTo(folder, step[which]);
				return {
					fd: folder.fd,
					mtime: step[which].mtime
				};
			}));
		} finally {
			for (const folder of opened) folder[Symbol.dispose]();
		}
	}
}
function giveTo(folder, { mode, uid, gid }) {
	const now = traitsOf(folder);
	if (now.uid !== uid || now.gid !== gid) fchownSync(folder.fd, uid, gid);
	if (traitsOf(folder).mode !== mode) fchmodSync(folder.fd, mode);
}
// src/machine/restore/plan.ts
function planOf(entries) {
	const placed = [];
	const folders = [];
	const removed = [];
	const members = [];
	const staged = /* @__PURE__ */ new Map();
	const replaced = /* @__PURE__ */ new Set();
	for (const entry of entries) {
		const { path } = entry;
		const { folder, name } = splitPath(path);
		if (entry.kind === "gone") {
			if (!replaced.has(folder)) removed.push(entry);
			replaced.add(path);
			continue;
		}
		if (entry.kind === "folder" && entry.was?.kind === "folder") {
			folders.push(entry);
			continue;
		}
		const above = staged.get(folder);
		const place = above === void 0 ? String(placed.length) : `${above}/${name}`;
		if (above === void 0) placed.push({
			path,
			was: entry.was,
			staged: place
		});
		staged.set(path, place);
		if (entry.was?.kind === "folder") replaced.add(path);
		members.push(memberOf(entry, place, staged));
	}
	return {
		placed,
		folders,
		removed,
		members
	};
}
function memberOf(entry, name, staged) {
	const common = {
		mode: 511,
		uid: 0,
		gid: 0,
		mtime: "0.000000000",
		size: 0,
		target: ""
	};
	switch (entry.kind) {
		case "file": {
			const { kind, mode, uid, gid, mtime, size, hash, capability } = entry;
			return {
				...common,
				kind,
				name,
				mode,
				uid,
				gid,
				mtime,
				size,
				hash,
				capability
			};
		}
		case "folder": {
			const { kind, mode, uid, gid, mtime } = entry;
			return {
				...common,
				kind,
				name,
				mode,
				uid,
				gid,
				mtime
			};
		}
		case "link": {
			const { kind, uid, gid, mtime, target } = entry;
			return {
				...common,
				kind,
				name,
				uid,
				gid,
				mtime,
				target
			};
		}
		case "same": return {
			...common,
			kind: "same",
			name,
			target: staged.get(entry.as) ?? ""
		};
	}
}
// src/machine/restore/stage.ts
const OVERHEAD = 5120;
const MARGIN = 64 << 20;
function lackOfSpace(folder, { entries }) {
	const { bavail, bsize, files, ffree } = statfsSync(folder);
	const neededBytes = contentBytesOf(entries) + entries.length * OVERHEAD + MARGIN;
	const freeBytes = bavail * bsize;
	const lacksNumbers = files > 0 && ffree < entries.length;
	return neededBytes > freeBytes || lacksNumbers ? {
		kind: "no-space",
		neededBytes,
		freeBytes
	} : void 0;
}
async function unpackInto(folder, { members }, contents) {
	mkdirSync(folder, 448);
	for (const { kind, name } of members) if (kind === "folder") mkdirSync(`${folder}/${name}`, 448);
	const feed = new Feed(startTar(folder));
	const source = new Source(contents);
	for (const member of members) {
		if (member.kind !== "file") continue;
		if (isPlain(member)) await writePlain(`${folder}/${member.name}`, member, source);
		else await feedFile(feed, member, source);
	}
	if (!await source.isAtEnd()) throw new DamagedArchive({ kind: "other-files" });
	for (const member of members) if (member.kind !== "file") await feed.write(headersOf(member));
	await feed.write(END);
	await feed.end();
	for (const member of members) demandMade(folder, member);
}
function startTar(folder) {
	const options = [
		"--extract",
		"--file=-",
		`--directory=${folder}`,
		"--preserve-permissions",
		"--same-owner",
		"--numeric-owner",
		"--delay-directory-restore",
		"--xattrs",
		"--xattrs-include=security.capability",
		"--absolute-names"
	];
	return start("tar", options, { cwd: folder });
}
function isPlain({ mtime, capability }) {
	return capability === void 0 && mtime.endsWith(".000000000");
}
async function writePlain(file, member, source) {
	const { mode, uid, gid, mtime, size } = member;
	const fd = openSync(file, "wx", 384);
	try {
		const sum = new Sum(size);
		for (let left = size; left > 0;) {
			const part = source.takeNow(left) ?? await source.take(left);
			writeFully(fd, part);
			sum.add(part);
			left -= part.length;
		}
		sum.demand(member);
		if (uid !== OWN.uid || gid !== OWN.gid) fchownSync(fd, uid, gid);
		fchmodSync(fd, mode);
		futimesSync(fd, Number(mtime), Number(mtime));
	} finally {
		closeSync(fd);
	}
}
const OWN = {
	uid: process.geteuid?.(),
	gid: process.getegid?.()
};
async function feedFile(feed, member, source) {
	await feed.write(headersOf(member));
	const sum = new Sum(member.size);
	for (let left = member.size; left > 0;) {
		const part = await source.take(left);
		sum.add(part);
		await feed.write(part);
		left -= part.length;
	}
	sum.demand(member);
	await feed.write(padding(member.size));
}
function writeFully(fd, bytes) {
	for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done);
}
var Sum = class {
	#size;
	#whole;
	#parts;
	constructor(size) {
		this.#size = size;
	}
	add(part) {
		if (part.length === this.#size) this.#whole = hash("sha256", part);
		else {
			this.#parts ??= createHash("sha256");
			this.#parts.update(part);
		}
	}
	demand({ name, hash: expected }) {
		if ((this.#whole ?? this.#parts?.digest("hex") ?? hash("sha256", "")) !== expected) throw new DamagedArchive({
			kind: "file-changed",
			path: name
		});
	}
};
function demandMade(folder, { kind, name, mode, uid, gid, size }) {
	const stat = lstatSync(`${folder}/${name}`, { throwIfNoEntry: false });
	if (!(stat !== void 0 && (kind === "same" || stat.uid === uid && stat.gid === gid && (kind === "link" ? stat.isSymbolicLink() : (stat.mode & 4095) === mode && (kind === "folder" ? stat.isDirectory() : stat.isFile() && stat.size === size))))) throw new DamagedArchive({
		kind: "file-changed",
		path: name
	});
}
var Source = class {
	#pieces;
	#piece = Buffer.alloc(0);
	constructor(contents) {
		this.#pieces = contents[Symbol.asyncIterator]();
	}
	takeNow(bytes) {
		if (this.#piece.length === 0) return void 0;
		const part = this.#piece.subarray(0, bytes);
		this.#piece = this.#piece.subarray(bytes);
		return part;
	}
	async take(bytes) {
		const part = await this.isAtEnd() ? void 0 : this.takeNow(bytes);
		if (part === void 0) throw new DamagedArchive({ kind: "other-files" });
		return part;
	}
	async isAtEnd() {
		while (this.#piece.length === 0) {
			const { value, done } = await this.#pieces.next();
			if (done === true) return true;
			this.#piece = value;
		}
		return false;
	}
};
// src/machine/restore/restore.ts
var Refused = class extends Error {
	because;
	constructor(because) {
		super(because.kind);
		this.because = because;
	}
};
async function restoreLayer(options) {
	try {
		var _usingCtx$1 = _usingCtx();
		const { root } = options;
		const recovered = await recoverMachine(root);
		if (recovered.kind === "unsettled") return recovered;
		const layer = _usingCtx$1.a(await openLayer(options));
		if (layer.kind === "refused") return {
			kind: "not-restored",
			because: layer.because
		};
		const state = await openState(root);
		const folder = makeRestoreFolder(state);
		let steps;
		try {
			const { manifest, contents } = layer;
			const timer = stopwatch();
			demand(lackOfSpace(folder, manifest));
			demand(misfitOf(root, manifest, state.device));
			const checkMs = timer();
			const plan = planOf(manifest.entries);
			await unpackInto(`${folder}/${STAGE}`, plan, contents());
			const unpackMs = timer();
			steps = stepsOf(root, folder, plan);
			await applySteps(root, folder, steps);
			await clearRestore(root, state).catch(() => void 0);
			const placeMs = timer();
			const deleted = manifest.entries.filter(({ kind }) => kind === "gone").length;
			return {
				kind: "restored",
				entries: manifest.entries.length - deleted,
				deleted,
				contentBytes: contentBytesOf(manifest.entries),
				unpackMs,
				checkMs,
				placeMs
			};
		} catch (error) {
			const because = causeOf(error, folder, layer.manifest);
			return giveUp(root, state, steps, because).catch(() => ({
				kind: "unsettled",
				paths: []
			}));
		}
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
function demand(refusal) {
	if (refusal !== void 0) throw new Refused(refusal);
}
async function giveUp(root, state, steps, because) {
	const unsettled = steps === void 0 ? [] : await undoSteps(root, restoreFolder(state) ?? "", steps);
	if (unsettled.length > 0) {
		keepRestore(state);
		return {
			kind: "unsettled",
			paths: unsettled
		};
	}
	await clearRestore(root, state);
	return {
		kind: "not-restored",
		because
	};
}
async function recoverMachine(root) {
	if (!hasState(root)) return { kind: "nothing-left" };
	const state = await openState(root);
	const folder = restoreFolder(state);
	if (folder === void 0) {
		await clearStale(root, state);
		await clearRestore(root, state);
		return { kind: "nothing-left" };
	}
	await endLeftIn(folder);
	const progress = progressOf(folder);
	switch (progress.kind) {
		case "nothing-done":
			await clearRestore(root, state);
			return { kind: "nothing-left" };
		case "done":
			await clearRestore(root, state);
			return { kind: "completed" };
		case "under-way": {
			const unsettled = await undoSteps(root, folder, progress.steps);
			if (unsettled.length > 0) {
				keepRestore(state);
				return {
					kind: "unsettled",
					paths: unsettled
				};
			}
			await clearRestore(root, state);
			return { kind: "rolled-back" };
		}
	}
}
async function openLayer({ file, rules, maxBytes }) {
	const handle = await open(file, "r");
	const close = { [Symbol.asyncDispose]: () => handle.close() };
	try {
		const { manifest, content } = await readManifest(handle, maxBytes);
		demand(forbiddenIn(manifest.entries, rules));
		return {
			kind: "open",
			manifest,
			contents: () => frameContents(handle, content),
			...close
		};
	} catch (error) {
		const because = refusalOf(error);
		if (because === void 0) {
			await handle.close();
			throw error;
		}
		return {
			kind: "refused",
			because,
			...close
		};
	}
}
async function readManifest(handle, maxBytes) {
	const { text, at } = await readIndexText(handle, LAYER_MAGIC);
	const manifest = parseManifest(text);
	const bytes = contentBytesOf(manifest.entries);
	if (bytes > maxBytes) throw new DamagedArchive({
		kind: "larger-unpacked",
		maxBytes
	});
	const content = {
		frames: manifest.frames,
		from: LAYER_MAGIC.length,
		to: at,
		bytes
	};
	demandFrames(content);
	return {
		manifest,
		content
	};
}
function refusalOf(error) {
	if (error instanceof Refused) return error.because;
	if (error instanceof DamagedArchive) return {
		kind: "damaged",
		damage: error.damage
	};
	if (error instanceof UnreadableArchive) return error.need;
}
function causeOf(error, folder, manifest) {
	const refusal = refusalOf(error);
	if (refusal !== void 0) return refusal;
	if (error instanceof FolderSwapped) return {
		kind: "swapped",
		path: error.path
	};
	if (error instanceof NotAFolder) return {
		kind: "swapped",
		path: `/${error.path}`
	};
	if (error instanceof ProgramFailed && error.exitCode === void 0) return {
		kind: "needs-program",
		program: error.program
	};
	return (error.code === "ENOSPC" || error instanceof ProgramFailed ? lackOfSpace(folder, {
		...manifest,
		entries: []
	}) : void 0) ?? {
		kind: "failed",
		said: error.message
	};
}
function stopwatch() {
	let last = performance.now();
	return () => {
		const now = performance.now();
		const ms = Math.round(now - last);
		last = now;
		return ms;
	};
}
// src/machine/worker.ts
process.umask(63);
process.stdout.write(`${STARTED}\n`);
const answer = await answerTo(await text(process.stdin));
process.stdout.write(`${JSON.stringify(answer)}\n`);
process.exitCode = 0;
async function answerTo(line) {
	try {
		const request = parseRequest(line);
		const missing = missingHere();
		if (missing !== void 0) return {
			kind: "not-here",
			missing
		};
		const lock = await lockMachine(request.root);
		if (lock === "busy") return { kind: "busy" };
		try {
			return await carryOut(request);
		} finally {
			lock.release();
		}
	} catch (error) {
		if (error instanceof ProgramFailed && error.exitCode === void 0) return {
			kind: "needs-program",
			program: error.program
		};
		return {
			kind: "failed",
			said: error instanceof Error ? error.message : String(error)
		};
	}
}
async function carryOut(request) {
	const { root } = request;
	switch (request.kind) {
		case "recover": return recoverMachine(root);
		case "begin": return beginLayer(root, scopeOf(request));
		case "capture": {
			const captured = await captureLayer(request);
			if (captured.kind === "captured") chownSync(request.file, request.uid, request.gid);
			return captured;
		}
		case "restore": {
			const rules = rulesOf(scopeOf({
				...request,
				documentation: true
			}));
			return restoreLayer({
				...request,
				rules
			});
		}
	}
}
function scopeOf({ roots, exclude, documentation, locale }) {
	const relative = (path) => path.split("/").filter(Boolean).join("/");
	return {
		roots: roots.map(relative).filter(Boolean),
		exclude: exclude.map(relative).filter(Boolean),
		documentation,
		locale
	};
}
function missingHere() {
	if (process.platform !== "linux") return "linux";
	return lstatSync("/proc/self/fd", { throwIfNoEntry: false }) === void 0 ? "proc" : void 0;
}
async function lockMachine(root) {
	const { dev, ino } = lstatSync(root, { bigint: true });
	const server = createServer();
	return new Promise((resolve, reject) => {
		server.once("error", (error) => {
			if (error.code === "EADDRINUSE") resolve("busy");
			else reject(error);
		});
		server.listen(`\0stagetime-machine-${dev}-${ino}`, () => {
			resolve({ release: () => void server.close() });
		});
	});
}
export {};
