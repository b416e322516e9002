import { n as readFolder, t as linkTarget } from "./names.js";
import { t as UnreadableError } from "./unreadable.js";
import { i as parentsOf, r as outermost } from "./paths.js";
import { randomUUID } from "node:crypto";
import { dirname, join } from "node:path";
import { chmodSync, copyFileSync, lstatSync, lutimesSync, mkdirSync, readFileSync, readdirSync, realpathSync, renameSync, rmSync, rmdirSync, symlinkSync } from "node:fs";
// src/caching/files/faults.ts
/** What is to be saved cannot be. */
var NotSavable = class extends Error {
	name = "NotSavable";
	fault;
	constructor(fault) {
		super(described(fault));
		this.fault = fault;
	}
};
/** What was restored cannot be put in place. */
var NotPlaced = class extends Error {
	name = "NotPlaced";
	obstacle;
	constructor(obstacle) {
		super(described(obstacle));
		this.obstacle = obstacle;
	}
};
/** Why nothing was saved, from whatever was thrown. */
function saveFaultOf(error) {
	return error instanceof NotSavable ? error.fault : generalFault(error);
}
/** Why nothing was put in place, from whatever was thrown. */
function placeObstacleOf(error) {
	return error instanceof NotPlaced ? error.obstacle : generalFault(error);
}
/** Of an error that may be any: a file that cannot be read, or what the system says. */
function generalFault(error) {
	if (error instanceof UnreadableError) return {
		kind: "unreadable-file",
		file: {
			path: error.place,
			cause: error.unreadable
		}
	};
	return {
		kind: "failed",
		said: error.message
	};
}
/** For stack traces, and for whoever passes errors on as text. */
function described(fault) {
	return "path" in fault ? `${fault.path}: ${fault.kind}` : fault.kind;
}
// src/caching/files/tree.ts
/** What stands at and below given paths, links as links. */
/** What stands at an extent. Throws what the system says, and for bare folders as `listExactly` does. */
function surveyExtent(root, { paths, folders }) {
	return folders === "bare" ? {
		places: listExactly(root, paths),
		specials: []
	} : surveyTree(root, paths);
}
/** Looks at all at and below the paths; a path where nothing stands is left out. Throws what the system says. */
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
/**
* Files, folders and links at and below the paths, sorted by code units; a path where nothing stands
* is left out. Throws what the system says, and on what is neither file, folder nor link.
*/
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
/**
* What stands at exactly these paths, sorted by code units: of a folder nothing but itself. Throws what
* the system says, where nothing stands at a path, and on what is neither file, folder nor link.
*/
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
/** What all files among the places hold together, in bytes: known long before they are read. */
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
/** Copying what cannot be moved: contents, modes and times are kept, links stay links. */
/**
* Copies what stands at the paths to the same paths below another folder, where nothing stands yet;
* what has no content is left out. Throws what the system says.
*/
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
/** Mode and time of last change. */
function copyState(source, target) {
	const stat = lstatSync(source);
	if (!stat.isSymbolicLink()) chmodSync(target, stat.mode & 4095);
	lutimesSync(target, stat.atimeMs / 1e3, stat.mtimeMs / 1e3);
}
// src/caching/files/mounts.ts
/** Where other file systems are mounted: files move within one, and a mount point does not move. */
/** Looks at the system. Where nothing lists the mounts, the numbers of devices tell most of it. */
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
/** Mounts at these places. Two of one device are still two: no file moves between them. */
function mountsAt(points) {
	return {
		holderOf(path) {
			return points.filter((point) => isAtOrBelow(path, point)).reduce((longest, point) => point.length > longest.length ? point : longest, "/");
		},
		isHeld: (path) => points.some((point) => isAtOrBelow(point, path))
	};
}
/** The mount points in the words of `/proc/self/mountinfo`, where the fifth is one, with octal escapes. */
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
/**
* Moving trees into place: all of them, or none. What is to be done is planned first, and what comes
* from another file system is copied first, to where it only needs to be renamed. So nothing has
* changed before everything is at hand, every change is a step that is taken or not, and undoing it is
* one too.
*
* A mount point can be neither moved nor replaced: what is in it is. The same goes for folders that have
* one below them, which would take it along, for those that a system does not rename, as overlays, and
* for those with files in them that are to be left as they are.
*/
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
/** Most folders that turn out not to be renamed before it is given up. */
const MOST_TRIES = 64;
/** Moves in all that is there to be moved; throws, with everything as it was, where that cannot be. */
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
			if (folder === void 0 || unmovable.has(folder) || tries === MOST_TRIES) throw error instanceof NotTaken ? error.cause : error;
			unmovable.add(folder);
		} finally {
			plan.clear();
		}
	}
}
/** A step failed, and those before it were undone, unless that failed, too. */
var NotTaken = class extends Error {
	step;
	isUndone;
	constructor(step, isUndone, cause) {
		super(cause.message, { cause });
		this.step = step;
		this.isUndone = isUndone;
	}
};
/** The folder that a system would not rename. */
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
	/** Files that are not touched, and all folders above them. */
	#kept;
	#aboveKept;
	/** A folder of ours on every file system that takes part, by what holds it. */
	#rooms = /* @__PURE__ */ new Map();
	/** Folders that a step makes. */
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
	/** Plans the steps and copies what has to be copied. */
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
	/** Removes what was only needed on the way. */
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
	/** The folder alone, with what is in it where it is there. */
	#bare(target, mode) {
		const there = lstatSync(target, { throwIfNoEntry: false });
		if (there !== void 0 && !there.isDirectory()) this.#setAside(target);
		if (there === void 0 || !there.isDirectory()) this.#makeFolder(target);
		this.#setMode(target, there?.isDirectory() ? there.mode & 4095 : void 0, mode);
	}
	/** What stands at the source, in place of what stands at the target. */
	#place(source, target) {
		if (this.#kept.has(target)) return;
		const there = lstatSync(target, { throwIfNoEntry: false });
		if (there?.isDirectory() && this.#stays(target)) this.#fill(source, target);
		else {
			if (there !== void 0) this.#setAside(target);
			this.#rename(this.#atHand(source, target), target);
		}
	}
	/** A folder that stays gets what is in the other, and loses what was in it. */
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
	/** Where the source is, or its copy, so that renaming takes it to the target. */
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
	/** A folder of ours, on the file system that holds this path, to keep things in on the way. */
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
	/** The highest folder, not above the root, that is there and on this file system. */
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
/** Whether a step that may fail, without harm to those after it, could be taken. */
function attempt(step) {
	try {
		step();
		return true;
	} catch {
		return false;
	}
}
export { sizeOfFiles as a, NotPlaced as c, placeObstacleOf as d, saveFaultOf as f, listTree as i, NotSavable as l, moveAll as n, surveyExtent as o, copyExtent as r, surveyTree as s, attempt as t, generalFault as u };
