import { t as formsOf } from "./forms.js";
import { n as isWorthHiding, t as isEveryday } from "./secrets.js";
import { t as _usingCtx } from "./usingCtx.js";
import { open, rename, rm } from "node:fs/promises";
const MOST_PATTERN_BYTES = 16e6;
function createAutomaton(patterns) {
	const trie = buildTrie(patterns);
	const { fallback, longest, longestParticular } = addFallbacks(trie, patterns);
	const { fromStart, beginnings } = rootTables(trie, patterns);
	function next(state, byte) {
		for (let node = state;; node = fallback[node]) {
			if (node === 0) return fromStart[byte];
			const child = trie.child(node, byte);
			if (child !== 0) return child;
		}
	}
	return {
		scan(piece, state, { offset, withEveryday, spans }) {
			const found = withEveryday ? longest : longestParticular;
			const last = piece.length - 1;
			let node = state;
			for (let i = 0; i <= last; i += 1) {
				if (node === 0) while (i < last && beginnings[pair(piece[i], piece[i + 1])] === 0) i += 1;
				node = next(node, piece[i]);
				const length = found[node];
				if (length > 0) addSpan(spans, offset + i + 1 - length, offset + i + 1);
			}
			return node;
		},
		pendingBytes(state, withEveryday) {
			let node = state;
			while (!withEveryday && node !== 0 && !trie.isParticular(node)) node = fallback[node];
			return trie.depth[node];
		}
	};
}
function pair(first, second) {
	return first << 8 | second;
}
function addSpan(spans, start, end) {
	let from = start;
	while (spans.length > 0 && spans.at(-1) >= from) {
		spans.pop();
		from = Math.min(from, spans.pop());
	}
	spans.push(from, end);
}
function mergeSpans(lists) {
	const [only, ...others] = lists.filter(({ length }) => length > 0);
	if (only === void 0 || others.length === 0) return only ?? [];
	const pairs = [only, ...others].flatMap((list) => list.flatMap((start, i) => i % 2 === 0 ? [[start, list[i + 1]]] : []));
	const merged = [];
	for (const [start, end] of pairs.sort(([a], [b]) => a - b)) if (merged.length > 0 && merged.at(-1) >= start) merged.push(Math.max(merged.pop(), end));
	else merged.push(start, end);
	return merged;
}
const HAS_NEXT = 1;
const HAS_OTHERS = 2;
const IS_PARTICULAR = 4;
function buildTrie(patterns) {
	const size = 2 + patterns.reduce((sum, { bytes }) => sum + bytes.length, 0);
	const labels = new Uint8Array(size);
	const flags = new Uint8Array(size);
	const depth = new Int32Array(size);
	const ends = new Uint8Array(size);
	const others = new Edges(patterns.length);
	let count = 1;
	function child(node, byte) {
		const flag = flags[node];
		if ((flag & HAS_NEXT) !== 0 && labels[node + 1] === byte) return node + 1;
		return (flag & HAS_OTHERS) === 0 ? 0 : others.get(node, byte);
	}
	function addChild(node, byte) {
		const added = count;
		count += 1;
		labels[added] = byte;
		depth[added] = depth[node] + 1;
		if (added === node + 1) flags[node] = flags[node] | HAS_NEXT;
		else {
			flags[node] = flags[node] | HAS_OTHERS;
			others.set(node, byte, added);
		}
		return added;
	}
	for (const { bytes, isEveryday } of patterns) {
		let node = 0;
		for (let i = 0; i < bytes.length; i += 1) {
			const byte = bytes[i];
			node = child(node, byte) || addChild(node, byte);
			if (!isEveryday) flags[node] = flags[node] | IS_PARTICULAR;
		}
		ends[node] = ends[node] | (isEveryday ? 1 : 2);
	}
	return {
		child,
		depth,
		ends,
		isParticular: (node) => (flags[node] & IS_PARTICULAR) !== 0
	};
}
function addFallbacks({ child, ends }, patterns) {
	const size = ends.length;
	const fallback = new Int32Array(size);
	const longest = new Int32Array(size);
	const longestParticular = new Int32Array(size);
	const reached = new Int32Array(patterns.length);
	let growing = Int32Array.from(patterns, (_, index) => index);
	function fall(from, byte) {
		for (let node = from;; node = fallback[node]) {
			const found = child(node, byte);
			if (found !== 0 || node === 0) return found;
		}
	}
	for (let level = 0; growing.length > 0; level += 1) {
		for (const index of growing) {
			const byte = patterns[index].bytes[level];
			const parent = reached[index];
			const node = child(parent, byte);
			reached[index] = node;
			const shorter = level === 0 ? 0 : fall(fallback[parent], byte);
			fallback[node] = shorter;
			const end = ends[node];
			longest[node] = end === 0 ? longest[shorter] : level + 1;
			longestParticular[node] = end < 2 ? longestParticular[shorter] : level + 1;
		}
		growing = growing.filter((index) => patterns[index].bytes.length > level + 1);
	}
	return {
		fallback,
		longest,
		longestParticular
	};
}
function rootTables({ child }, patterns) {
	const fromStart = Int32Array.from({ length: 256 }, (_, byte) => child(0, byte));
	const beginnings = /* @__PURE__ */ new Uint8Array(65536);
	for (const { bytes } of patterns) beginnings[pair(bytes[0], bytes[1])] = 1;
	return {
		fromStart,
		beginnings
	};
}
var Edges = class {
	#keys;
	#nodes;
	#mask;
	constructor(most) {
		const places = 2 ** Math.max(8, Math.ceil(Math.log2(most * 2)));
		this.#keys = new Uint32Array(places);
		this.#nodes = new Int32Array(places);
		this.#mask = places - 1;
	}
	get(node, byte) {
		return this.#nodes[this.#placeOf(node * 256 + byte)];
	}
	set(node, byte, child) {
		const place = this.#placeOf(node * 256 + byte);
		this.#keys[place] = node * 256 + byte;
		this.#nodes[place] = child;
	}
	#placeOf(key) {
		const scattered = Math.imul(key, SCATTER);
		let place = (scattered ^ scattered >>> 15) & this.#mask;
		while (this.#nodes[place] !== 0 && this.#keys[place] !== key) place = place + 1 & this.#mask;
		return place;
	}
};
const SCATTER = 2654435761;
function createRedactor(secrets) {
	const dictionary = createDictionary();
	for (const secret of secrets) dictionary.add(secret);
	const hide = (text, withEveryday) => {
		if (dictionary.isOverfull) return text === "" ? "" : "***";
		const automata = dictionary.automata();
		return automata.length === 0 ? text : withoutSecrets(text, automata, withEveryday);
	};
	return {
		add: dictionary.add,
		text: (text) => hide(text, false),
		log: (text) => hide(text, true),
		async file(path, signal) {
			const automata = dictionary.automata();
			try {
				if (dictionary.isOverfull) throw new Error("there are more masks than can be looked for");
				if (automata.length === 0) return;
				if (await hasSecret(path, automata, signal)) await rewrite(path, automata, signal);
			} catch (error) {
				await rm(path, { force: true });
				throw error;
			}
		}
	};
}
const LARGEST_GENERATION = 1 << 20;
function createDictionary() {
	const known = /* @__PURE__ */ new Set();
	const generations = [];
	let added = [];
	let addedBytes = 0;
	let bytes = 0;
	function seal() {
		if (added.length === 0) return;
		let [patterns, size] = [added, addedBytes];
		for (let last = generations.at(-1); last !== void 0; last = generations.at(-1)) {
			if (last.patterns.length >= 2 * patterns.length) break;
			if (last.bytes + size > LARGEST_GENERATION) break;
			patterns = [...last.patterns, ...patterns];
			size += last.bytes;
			generations.pop();
		}
		generations.push({
			patterns,
			bytes: size,
			automaton: createAutomaton(patterns)
		});
		[added, addedBytes] = [[], 0];
	}
	function addOne(secret) {
		if (known.has(secret) || !isWorthHiding(secret) || bytes > 16e6) return;
		known.add(secret);
		const forms = formsOf(secret).filter(isWorthHiding);
		const isOrdinary = isEveryday(secret);
		for (const form of forms) {
			const pattern = {
				bytes: Buffer.from(form),
				isEveryday: isOrdinary || isEveryday(form)
			};
			added.push(pattern);
			addedBytes += pattern.bytes.length;
			bytes += pattern.bytes.length;
			if (addedBytes > LARGEST_GENERATION && bytes <= 16e6) seal();
		}
	}
	return {
		add(secret) {
			for (const value of [secret, ...secret.split(/[\r\n]+/).map((line) => line.trim())]) addOne(value);
		},
		automata() {
			if (bytes <= 16e6) seal();
			return generations.map(({ automaton }) => automaton);
		},
		get isOverfull() {
			return bytes > MOST_PATTERN_BYTES;
		}
	};
}
const CUT = "…";
const SHORTEST_BEGINNING = 4;
function withoutSecrets(text, automata, withEveryday) {
	const whole = withoutWhole(text, automata, withEveryday, false);
	if (!whole.includes(CUT)) return whole;
	const pieces = whole.split(CUT);
	const last = pieces.pop() ?? "";
	return [...pieces.map((piece) => withoutWhole(piece, automata, withEveryday, true)), last].join(CUT);
}
function withoutWhole(text, automata, withEveryday, isCut) {
	const bytes = Buffer.from(text);
	const filter = createFilter(automata, withEveryday);
	const pieces = [...filter.push(bytes), ...filter.end(isCut)];
	return filter.hasFound ? Buffer.concat(pieces).toString() : text;
}
const STARS = Buffer.from("***");
function createFilter(automata, withEveryday) {
	const states = automata.map(() => 0);
	let held = Buffer.alloc(0);
	let heldFrom = 0;
	let spans = [];
	let hiddenTo = -1;
	let hasFound = false;
	function release(to) {
		const pieces = [];
		let at = heldFrom;
		let open = [];
		for (let i = 0; i < spans.length; i += 2) {
			const [start, end] = [spans[i], spans[i + 1]];
			if (start >= to) {
				open = [...open, ...spans.slice(i)];
				break;
			}
			if (start > at) pieces.push(held.subarray(at - heldFrom, start - heldFrom));
			if (start > hiddenTo) pieces.push(STARS);
			hiddenTo = end;
			at = Math.max(at, Math.min(end, to));
			if (end > to) open = [to, end];
		}
		if (to > at) pieces.push(held.subarray(at - heldFrom, to - heldFrom));
		spans = open;
		held = Buffer.from(held.subarray(to - heldFrom));
		heldFrom = to;
		return pieces;
	}
	const pending = () => Math.max(...automata.map((one, i) => one.pendingBytes(states[i] ?? 0, withEveryday)));
	return {
		push(piece) {
			const offset = heldFrom + held.length;
			held = held.length === 0 ? piece : Buffer.concat([held, piece]);
			const found = automata.map((automaton, i) => {
				const options = {
					offset,
					withEveryday,
					spans: []
				};
				states[i] = automaton.scan(piece, states[i] ?? 0, options);
				return options.spans;
			});
			spans = mergeSpans([spans, ...found]);
			if (spans.length > 0) hasFound = true;
			return release(offset + piece.length - pending());
		},
		end(isCut = false) {
			const end = heldFrom + held.length;
			const beginning = pending();
			if (isCut && beginning >= SHORTEST_BEGINNING) {
				hasFound = true;
				spans = mergeSpans([spans, [end - beginning, end]]);
			}
			return release(end);
		},
		get hasFound() {
			return hasFound;
		}
	};
}
const PIECE_BYTES = 65536;
async function hasSecret(path, automata, signal) {
	const states = automata.map(() => 0);
	for await (const piece of piecesOf(path, signal)) {
		const spans = [];
		automata.forEach((automaton, i) => {
			const options = {
				offset: 0,
				withEveryday: true,
				spans
			};
			states[i] = automaton.scan(piece, states[i] ?? 0, options);
		});
		if (spans.length > 0) return true;
	}
	return false;
}
async function rewrite(path, automata, signal) {
	const clean = `${path}.redacted`;
	const filter = createFilter(automata, true);
	try {
		try {
			var _usingCtx$1 = _usingCtx();
			const output = _usingCtx$1.a(await open(clean, "w", 384));
			for await (const piece of piecesOf(path, signal)) await output.appendFile(Buffer.concat(filter.push(piece)));
			await output.appendFile(Buffer.concat(filter.end()));
			await rename(clean, path);
		} catch (_) {
			_usingCtx$1.e = _;
		} finally {
			await _usingCtx$1.d();
		}
	} catch (error) {
		await rm(clean, {
			force: true,
			recursive: true
		});
		throw error;
	}
}
async function* piecesOf(path, signal) {
	try {
		var _usingCtx3 = _usingCtx();
		const piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
		const log = _usingCtx3.a(await open(path));
		for (;;) {
			const { bytesRead } = await log.read(piece);
			if (bytesRead === 0) return;
			signal?.throwIfAborted();
			yield piece.subarray(0, bytesRead);
		}
	} catch (_) {
		_usingCtx3.e = _;
	} finally {
		await _usingCtx3.d();
	}
}
export { createRedactor as t };
