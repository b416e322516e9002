import { n as readFolder, t as linkTarget } from "./names.js";
import { n as NotSavable, t as NotPlaced } from "./faults.js";
import { i as parentsOf, r as outermost } from "./paths.js";
import { randomUUID } from "node:crypto";
import { dirname, join } from "node:path";
import { chmodSync, copyFileSync, lstatSync, lutimesSync, mkdirSync, readFileSync, readdirSync, realpathSync, renameSync, rmSync, rmdirSync, symlinkSync } from "node:fs";
// src/caching/files/tree.ts
function surveyExtent(root, { paths, folders }) {
	return folders === "bare" ? {
		places: listExactly(root, paths),
		specials: []
	} : surveyTree(root, paths);
}
function surveyTree(root, paths) {
	const places = [];
	const specials = [];
	const add = (path, entry) => {
		const kind = kindOf(entry);
		if (isSpecial(kind)) specials.push({
			kind,
			path
		});
		else places.push({
			kind,
			path
		});
		if (kind !== "folder") return;
		for (const child of readFolder(join(root, path))) add(`${path}/${child.name}`, child);
	};
	for (const path of outermost(paths)) {
		const entry = lstatSync(join(root, path), { throwIfNoEntry: false });
		if (entry !== void 0) add(path, entry);
	}
	return {
		places: places.sort(byPath),
		specials: specials.sort(byPath)
	};
}
function listTree(root, paths) {
	const { places, specials } = surveyTree(root, paths);
	const [special] = specials;
	if (special !== void 0) throw new NotSavable({
		kind: "special",
		path: special.path,
		what: special.kind
	});
	return places;
}
function listExactly(root, paths) {
	return [...new Set(paths)].map((path) => {
		const entry = lstatSync(join(root, path), { throwIfNoEntry: false });
		if (entry === void 0) throw new NotSavable({
			kind: "path-gone",
			path
		});
		const kind = kindOf(entry);
		if (isSpecial(kind)) throw new NotSavable({
			kind: "special",
			path,
			what: kind
		});
		return {
			kind,
			path
		};
	}).sort(byPath);
}
function sizeOfFiles(root, places) {
	return places.filter(({ kind }) => kind === "file").reduce((sum, { path }) => sum + lstatSync(join(root, path)).size, 0);
}
function kindOf(entry) {
	if (entry.isDirectory()) return "folder";
	if (entry.isSymbolicLink()) return "link";
	if (entry.isFile()) return "file";
	if (entry.isSocket()) return "socket";
	return entry.isFIFO() ? "pipe" : "device";
}
function isSpecial(kind) {
	return kind === "socket" || kind === "pipe" || kind === "device";
}
function byPath(a, b) {
	return a.path < b.path ? -1 : Number(a.path > b.path);
}
// src/caching/files/copy.ts
function copyExtent(from, to, limits) {
	const { places } = surveyExtent(from, limits);
	if (sizeOfFiles(from, places) > limits.maxBytes) return "too-large";
	for (const place of places) copyPlace(from, to, place);
	for (const { kind, path } of places.toReversed()) if (kind === "folder") copyState(join(from, path), join(to, path));
	return "copied";
}
function copyPlace(from, to, { kind, path }) {
	const [source, target] = [join(from, path), join(to, path)];
	mkdirSync(kind === "folder" ? target : dirname(target), { recursive: true });
	if (kind === "folder") return;
	if (kind === "link") symlinkSync(linkTarget(source), target);
	else copyFileSync(source, target);
	copyState(source, target);
}
function copyState(source, target) {
	const stat = lstatSync(source);
	if (!stat.isSymbolicLink()) chmodSync(target, stat.mode & 4095);
	lutimesSync(target, stat.atimeMs / 1e3, stat.mtimeMs / 1e3);
}
// src/caching/files/mounts.ts
function readMounts() {
	try {
		return mountsAt(parseMountInfo(readFileSync("/proc/self/mountinfo", "utf8")));
	} catch {
		return {
			holderOf: deviceOf,
			isHeld: (path) => deviceOf(path) !== deviceOf(dirname(path))
		};
	}
}
function mountsAt(points) {
	return {
		holderOf(path) {
			return points.filter((point) => isAtOrBelow(path, point)).reduce((longest, point) => point.length > longest.length ? point : longest, "/");
		},
		isHeld: (path) => points.some((point) => isAtOrBelow(point, path))
	};
}
function parseMountInfo(text) {
	return text.split("\n").flatMap((line) => {
		const point = line.split(" ")[4];
		return point === void 0 ? [] : [unescaped(point)];
	});
}
function unescaped(point) {
	return point.replace(/\\([0-7]{3})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 8)));
}
function isAtOrBelow(path, folder) {
	return path === folder || path.startsWith(folder === "/" ? "/" : `${folder}/`);
}
function deviceOf(path) {
	const stat = lstatSync(path, { throwIfNoEntry: false });
	const isEnd = path === dirname(path);
	return stat === void 0 && !isEnd ? deviceOf(dirname(path)) : String(stat?.dev);
}
// src/caching/files/put-in-place.ts
const SYSTEM = {
	rename: renameSync,
	makeFolder: (folder) => mkdirSync(folder),
	removeFolder: (folder) => rmdirSync(folder),
	setMode: chmodSync,
	copy: (from, to, name) => {
		copyExtent(from, to, {
			paths: [name],
			maxBytes: Number.POSITIVE_INFINITY
		});
	},
	mounts: readMounts
};
const MOST_TRIES = 64;
function moveAll(move) {
	const { system = SYSTEM } = move;
	const unmovable = /* @__PURE__ */ new Set();
	for (let tries = 1;; tries += 1) {
		const plan = new Plan(move, system, unmovable);
		try {
			plan.make();
			take(plan.steps);
			return;
		} catch (error) {
			if (error instanceof NotTaken && !error.isUndone) plan.keepRooms();
			const folder = error instanceof NotTaken ? folderThatStays(error) : void 0;
			if (folder === void 0 || unmovable.has(folder) || tries === MOST_TRIES) throw error instanceof NotTaken ? error.outcome() : error;
			unmovable.add(folder);
		} finally {
			plan.clear();
		}
	}
}
var NotTaken = class extends Error {
	step;
	isUndone;
	constructor(step, isUndone, cause) {
		super(cause.message, { cause });
		this.step = step;
		this.isUndone = isUndone;
	}
	outcome() {
		return this.isUndone ? this.cause : new NotPlaced({
			kind: "half-placed",
			said: this.message
		});
	}
};
function folderThatStays({ step, isUndone, cause }) {
	const { code } = cause;
	if (!(code === "EXDEV" || code === "EBUSY") || !isUndone || step.renames === void 0) return void 0;
	return lstatSync(step.renames, { throwIfNoEntry: false })?.isDirectory() ? step.renames : void 0;
}
function take(steps) {
	const taken = [];
	for (const step of steps) try {
		step.take();
		taken.push(step);
	} catch (error) {
		throw new NotTaken(step, !taken.reverse().map((done) => attempt(done.undo)).includes(false), error);
	}
}
var Plan = class {
	steps = [];
	#move;
	#system;
	#mounts;
	#unmovable;
	#root;
	#from;
	#kept;
	#aboveKept;
	#rooms = /* @__PURE__ */ new Map();
	#made = /* @__PURE__ */ new Set();
	#count = 0;
	constructor(move, system, unmovable) {
		this.#move = move;
		this.#system = system;
		this.#mounts = system.mounts();
		this.#unmovable = unmovable;
		this.#root = realpathSync(move.root);
		this.#from = realpathSync(move.from);
		const { keep = [] } = move;
		this.#kept = new Set(keep.map((path) => join(this.#root, path)));
		this.#aboveKept = new Set(keep.flatMap(parentsOf).map((path) => join(this.#root, path)));
	}
	make() {
		const { paths, folders } = this.#move;
		const isBare = folders === "bare";
		for (const path of isBare ? [...new Set(paths)].sort() : outermost(paths)) {
			const source = join(this.#from, path);
			const wanted = lstatSync(source, { throwIfNoEntry: false });
			if (wanted === void 0) continue;
			this.#makeParents(path);
			const target = join(this.#root, path);
			if (isBare && wanted.isDirectory()) this.#bare(target, wanted.mode & 4095);
			else this.#place(source, target);
		}
	}
	keepRooms() {
		this.#rooms.clear();
	}
	clear() {
		for (const [holder, room] of this.#rooms) if (holder !== this.#holderOf(this.#from)) attempt(() => rmSync(room, {
			recursive: true,
			force: true
		}));
	}
	#makeParents(path) {
		for (const parent of parentsOf(path)) {
			const folder = join(this.#root, parent);
			const there = lstatSync(folder, { throwIfNoEntry: false });
			if (there === void 0) this.#makeFolder(folder);
			else if (!there.isDirectory()) throw new NotPlaced({
				kind: "not-a-folder",
				path: parent
			});
		}
	}
	#makeFolder(folder) {
		if (this.#made.has(folder)) return;
		this.#made.add(folder);
		const { makeFolder, removeFolder } = this.#system;
		this.steps.push({
			take: () => makeFolder(folder),
			undo: () => removeFolder(folder)
		});
	}
	#bare(target, mode) {
		const there = lstatSync(target, { throwIfNoEntry: false });
		if (there !== void 0 && !there.isDirectory()) this.#setAside(target);
		if (there === void 0 || !there.isDirectory()) this.#makeFolder(target);
		this.#setMode(target, there?.isDirectory() ? there.mode & 4095 : void 0, mode);
	}
	#place(source, target) {
		if (this.#kept.has(target)) return;
		const there = lstatSync(target, { throwIfNoEntry: false });
		if (there?.isDirectory() && this.#stays(target)) this.#fill(source, target);
		else {
			if (there !== void 0) this.#setAside(target);
			this.#rename(this.#atHand(source, target), target);
		}
	}
	#fill(source, target) {
		const wanted = lstatSync(source);
		if (!wanted.isDirectory()) {
			if (this.#aboveKept.has(target)) this.#setAside(target);
			else throw new NotPlaced({
				kind: "own-file-system",
				path: target
			});
			return;
		}
		const names = readdirSync(source);
		const kept = new Set(names);
		for (const name of readdirSync(target)) if (!kept.has(name) && !this.#isRoom(join(target, name))) this.#setAside(join(target, name));
		for (const name of names) this.#place(join(source, name), join(target, name));
		this.#setMode(target, lstatSync(target).mode & 4095, wanted.mode & 4095);
	}
	#setAside(path) {
		if (this.#kept.has(path)) return;
		if (lstatSync(path).isDirectory() && this.#stays(path)) {
			for (const name of readdirSync(path)) if (!this.#isRoom(join(path, name))) this.#setAside(join(path, name));
		} else this.#rename(path, join(this.#roomFor(path), this.#nextName()));
	}
	#setMode(path, before, after) {
		if (before === after) return;
		const { setMode } = this.#system;
		this.steps.push({
			take: () => setMode(path, after),
			undo: () => {
				if (before !== void 0) setMode(path, before);
			}
		});
	}
	#rename(from, to) {
		const { rename } = this.#system;
		this.steps.push({
			take: () => rename(from, to),
			undo: () => rename(to, from),
			renames: from
		});
	}
	#atHand(source, target) {
		if (this.#holderOf(source) === this.#holderOf(dirname(target))) return source;
		const folder = join(this.#roomFor(target), this.#nextName());
		mkdirSync(folder);
		const name = source.slice(dirname(source).length + 1);
		this.#system.copy(dirname(source), folder, name);
		return join(folder, name);
	}
	#stays(folder) {
		if (this.#aboveKept.has(folder) || this.#mounts.isHeld(folder)) return true;
		return [...this.#unmovable].some((path) => path === folder || path.startsWith(`${folder}/`));
	}
	#roomFor(path) {
		const holder = this.#holderOf(dirname(path));
		const known = this.#rooms.get(holder);
		if (known !== void 0) return known;
		const isFrom = holder === this.#holderOf(this.#from);
		const room = join(isFrom ? this.#from : this.#highest(dirname(path), holder), `${isFrom ? ".aside" : ".stagetime"}-${randomUUID()}`);
		mkdirSync(room, { mode: 448 });
		this.#rooms.set(holder, room);
		return room;
	}
	#highest(folder, holder) {
		const isThere = lstatSync(folder, { throwIfNoEntry: false }) !== void 0;
		if (folder === this.#root) return folder;
		const above = dirname(folder);
		return isThere && this.#holderOf(above) !== holder ? folder : this.#highest(above, holder);
	}
	#isRoom(path) {
		return [...this.#rooms.values()].includes(path);
	}
	#holderOf(path) {
		return this.#mounts.holderOf(path);
	}
	#nextName() {
		this.#count += 1;
		return String(this.#count);
	}
};
function attempt(step) {
	try {
		step();
		return true;
	} catch {
		return false;
	}
}
export { sizeOfFiles as a, listTree as i, moveAll as n, surveyExtent as o, copyExtent as r, surveyTree as s, attempt as t };
