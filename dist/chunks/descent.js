// src/pipeline/patterns/braces.ts
const MOST_ALTERNATIVES = 1e3;
const MOST_CHARACTERS = 4096e3;
function expandBraces(pattern) {
	return expandPart({
		pattern,
		braces: bracesIn(pattern)
	}, 0, pattern.length, 0);
}
function expandPart(source, from, to, depth) {
	if (depth > 1e3) return void 0;
	let beginnings = [""];
	let plainFrom = from;
	for (let at = from; at < to; at += 1) {
		const braces = source.braces.get(at);
		if (braces === void 0) continue;
		const choices = choicesOf(source, at, braces, depth + 1);
		const before = source.pattern.slice(plainFrom, at);
		beginnings = choices && joined(beginnings, before, choices);
		if (beginnings === void 0) return void 0;
		at = braces.end;
		plainFrom = at + 1;
	}
	return joined(beginnings, source.pattern.slice(plainFrom, to), [""]);
}
function joined(beginnings, between, ends) {
	if (beginnings.length * ends.length > 1e3) return void 0;
	const all = beginnings.flatMap((one) => ends.map((end) => one + between + end));
	return all.reduce((sum, { length }) => sum + length, 0) > MOST_CHARACTERS ? void 0 : all;
}
function choicesOf(source, start, { end, commas }, depth) {
	const [, first, last] = RANGE.exec(source.pattern.slice(start, end + 1)) ?? [];
	if (first !== void 0 && last !== void 0) return numbersBetween(first, last);
	if (commas.length >= 1e3) return void 0;
	const choices = [];
	let from = start + 1;
	for (const to of [...commas, end]) {
		const expanded = expandPart(source, from, to, depth);
		if (expanded === void 0) return void 0;
		choices.push(...expanded);
		if (choices.length > 1e3) return void 0;
		from = to + 1;
	}
	return choices;
}
function bracesIn(pattern) {
	const found = /* @__PURE__ */ new Map();
	const open = [];
	for (const { 0: sign, index: at } of pattern.matchAll(/[{},]/g)) if (sign === "{") open.push({
		start: at,
		commas: []
	});
	else if (sign === ",") open.at(-1)?.commas.push(at);
	else {
		const { start, commas } = open.pop() ?? {
			start: at,
			commas: []
		};
		if (commas.length > 0 || RANGE.test(pattern.slice(start, at + 1))) found.set(start, {
			end: at,
			commas
		});
	}
	return found;
}
const RANGE = /^\{(\d{1,9})\.\.(\d{1,9})\}$/;
function numbersBetween(from, to) {
	const [first, last] = [Number(from), Number(to)];
	const count = Math.abs(last - first) + 1;
	if (count > 1e3) return void 0;
	const width = /^0\d/.test(from) || /^0\d/.test(to) ? Math.max(from.length, to.length) : 0;
	const step = Math.sign(last - first);
	return Array.from({ length: count }, (_, n) => `${first + n * step}`.padStart(width, "0"));
}
// src/pipeline/patterns/glob.ts
function partsOf(path) {
	return path.split("/").filter((part) => part !== "" && part !== ".");
}
function alternativesOf(pattern) {
	const itself = partsOf(pattern).map((name) => ({
		kind: "name",
		name
	}));
	const others = (expandBraces(pattern) ?? []).map(segmentsOf);
	return [itself, ...others.length === 1 && others[0]?.every(({ kind }) => kind === "name") === true ? [] : others].filter((one) => !one.some(leadsOut));
}
function segmentsOf(pattern) {
	return partsOf(pattern).filter((part, i, parts) => part !== "**" || parts[i - 1] !== "**").map(segmentOf);
}
function leadsOut(segment) {
	return segment.kind === "name" && segment.name === "..";
}
const TOKEN = /\[([!^]?)(\]?[^\]]+|\])\]|\*+|./gsu;
const TOKEN_BUT_SET = /\*+|./gsu;
function segmentOf(text) {
	if (text === "**") return { kind: "any-depth" };
	const tokens = tokensOf(text);
	if (tokens.every((token) => typeof token === "object" && "character" in token)) return {
		kind: "name",
		name: text
	};
	return {
		kind: "like",
		text,
		test: { test: (name) => isLike([...name], tokens) }
	};
}
function tokensOf(text) {
	const setsEnd = text.lastIndexOf("]") + 1;
	return [...Array.from(text.slice(0, setsEnd).matchAll(TOKEN), tokenOf), ...Array.from(text.slice(setsEnd).matchAll(TOKEN_BUT_SET), tokenOf)];
}
function tokenOf([token, not = "", set]) {
	if (set !== void 0) return characterSet(set, not !== "");
	if (token.startsWith("*")) return "any-characters";
	return token === "?" ? "any-character" : { character: token };
}
function isLike(characters, tokens) {
	let [at, token] = [0, 0];
	let lastStar;
	while (at < characters.length) {
		const wanted = tokens[token];
		if (wanted === "any-characters") {
			lastStar = {
				token,
				at
			};
			token += 1;
		} else if (wanted !== void 0 && fits(characters[at], wanted)) {
			at += 1;
			token += 1;
		} else if (lastStar !== void 0) {
			lastStar.at += 1;
			at = lastStar.at;
			token = lastStar.token + 1;
		} else return false;
	}
	return tokens.slice(token).every((rest) => rest === "any-characters");
}
function fits(character, wanted) {
	if (wanted === "any-character") return true;
	return "character" in wanted ? wanted.character === character : isIn(character, wanted);
}
function isIn(character, { isInverse, characters, ranges }) {
	const code = codeOf(character);
	return (characters.has(character) || ranges.some(([first, last]) => first <= code && code <= last)) !== isInverse;
}
function characterSet(set, isInverse) {
	const characters = /* @__PURE__ */ new Set();
	const ranges = [];
	for (const [member, from, to] of set.matchAll(/(.)-(.)|./gsu)) if (from === void 0 || to === void 0) characters.add(member);
	else ranges.push([codeOf(from), codeOf(to)].sort((a, b) => a - b));
	return {
		isInverse,
		characters,
		ranges
	};
}
function codeOf(character) {
	return character.codePointAt(0) ?? 0;
}
// src/pipeline/patterns/patterns.ts
const NEVER_MATCHED = /* @__PURE__ */ new Set([
	".stagetime",
	".git",
	"__pycache__",
	".pytest_cache"
]);
function isExclusion(pattern) {
	return pattern.startsWith("!");
}
function normalForm(pattern) {
	if (isExclusion(pattern)) return `!${normalForm(pattern.slice(1))}`;
	const normal = partsOf(pattern).join("/");
	if (normal === "") return ".";
	return isExclusion(normal) ? `./${normal}` : normal;
}
function isLiteral(pattern) {
	return !isExclusion(pattern) && alternativesOf(pattern).length === 1;
}
function namedIn(patterns) {
	const files = /* @__PURE__ */ new Set();
	const folders = /* @__PURE__ */ new Set();
	for (const segments of patterns.filter((one) => !isExclusion(one)).flatMap(alternativesOf)) {
		const certain = certainParts(segments);
		if (certain.length === 0) continue;
		(certain.length === segments.length ? files : folders).add(certain.join("/"));
	}
	return {
		files,
		folders
	};
}
function certainParts(segments) {
	const names = [];
	for (const segment of segments) {
		if (segment.kind !== "name") break;
		names.push(segment.name);
	}
	return names;
}
function mayMeet(a, b) {
	const others = alternativesOf(b);
	return alternativesOf(a).some((one) => others.some((other) => segmentsMeet(one, other)));
}
const MOST_COMPARISONS = 1e6;
function segmentsMeet(a, b) {
	if (isNameEach(a) && isNameEach(b)) return a.slice(0, b.length).every((one, i) => namesMeet(one, b[i]));
	return a.length * b.length > MOST_COMPARISONS || deepSegmentsMeet(a, b);
}
function isNameEach(segments) {
	return segments.every(({ kind }) => kind !== "any-depth");
}
function deepSegmentsMeet(a, b) {
	let below = Array(b.length + 1).fill(true);
	for (const one of a.toReversed()) {
		const row = Array(b.length + 1).fill(true);
		for (let at = b.length - 1; at >= 0; at -= 1) {
			const other = b[at];
			row[at] = one.kind === "any-depth" || other.kind === "any-depth" ? below[at] === true || row[at + 1] === true : namesMeet(one, other) && below[at + 1] === true;
		}
		below = row;
	}
	return below[0] === true;
}
function namesMeet(a, b) {
	if (a.kind === "name") return b.kind === "name" ? a.name === b.name : mayBeLike(a.name, b);
	if (b.kind === "name") return mayBeLike(b.name, a);
	const [startA, startB] = [certainStart(a.text), certainStart(b.text)];
	const [endA, endB] = [certainEnd(a.text), certainEnd(b.text)];
	return (startA.startsWith(startB) || startB.startsWith(startA)) && (endA.endsWith(endB) || endB.endsWith(endA));
}
function mayBeLike(name, { text, test }) {
	return name.length * text.length > MOST_COMPARISONS || test.test(name);
}
function certainStart(name) {
	return name.slice(0, name.search(/[*?[]/));
}
function certainEnd(name) {
	return name.slice(Math.max(...[
		"*",
		"?",
		"]"
	].map((sign) => name.lastIndexOf(sign))) + 1);
}
// src/pipeline/patterns/descent.ts
function createNode(isNamed, isDeep = false) {
	return {
		isEnd: false,
		isDeep,
		isNamed,
		names: /* @__PURE__ */ new Map(),
		likes: /* @__PURE__ */ new Map()
	};
}
const ANY_NAME = {
	kind: "like",
	text: "*",
	test: /^/
};
function insert(root, segments) {
	let node = root;
	let isBelow = false;
	for (const segment of segments) {
		isBelow = segment.kind === "any-depth" && !node.isNamed;
		node = childOf(node, segment);
	}
	(isBelow ? childOf(node, ANY_NAME) : node).isEnd = true;
}
function childOf(node, segment) {
	switch (segment.kind) {
		case "any-depth":
			node.deeper ??= createNode(false, true);
			return node.deeper;
		case "name": {
			const child = node.names.get(segment.name) ?? createNode(node.isNamed);
			node.names.set(segment.name, child);
			return child;
		}
		case "like": {
			const known = node.likes.get(segment.text) ?? {
				test: segment.test,
				node: createNode(false)
			};
			node.likes.set(segment.text, known);
			return known.node;
		}
	}
}
function withDeeper(node) {
	return node.deeper === void 0 ? [node] : [node, ...withDeeper(node.deeper)];
}
function step(nodes, name) {
	const next = /* @__PURE__ */ new Set();
	for (const node of nodes) {
		if (node.isDeep) next.add(node);
		const named = node.names.get(name);
		if (named !== void 0) for (const one of withDeeper(named)) next.add(one);
		for (const { test, node: like } of node.likes.values()) if (test.test(name)) for (const one of withDeeper(like)) next.add(one);
	}
	return [...next];
}
const isEnd = (node) => node.isEnd;
const hasMore = ({ isDeep, names, likes }) => isDeep || names.size > 0 || likes.size > 0;
const NOWHERE = {
	isMatch: false,
	goesOn: false,
	isNamed: false,
	names: [],
	into: () => NOWHERE,
	behindLink: () => NOWHERE
};
function descent(wanted, unwanted, isAll) {
	if (unwanted.some(isEnd)) return NOWHERE;
	const isMatch = isAll || wanted.some(isEnd);
	const further = wanted.filter(hasMore);
	if (!isMatch && further.length === 0) return NOWHERE;
	const onlyNames = !isMatch && further.every(({ isDeep, likes }) => !isDeep && likes.size === 0);
	return {
		isMatch,
		goesOn: isMatch || further.length > 0,
		isNamed: further.some(({ isNamed }) => isNamed),
		names: onlyNames ? [...new Set(further.flatMap(({ names }) => [...names.keys()]))] : void 0,
		into: (name) => NEVER_MATCHED.has(name) ? NOWHERE : descent(isMatch ? [] : step(further, name), step(unwanted, name), isMatch),
		behindLink: () => descent(further.filter(({ isNamed }) => isNamed).flatMap(withDeeper), unwanted, false)
	};
}
function matches(start, path) {
	let place = start;
	for (const name of path.split("/")) place = place.into(name);
	return place.isMatch;
}
function startDescent(patterns) {
	const [wanted, unwanted] = [createNode(true), createNode(true)];
	for (const pattern of patterns) {
		const excludes = isExclusion(pattern);
		const root = excludes ? unwanted : wanted;
		for (const one of alternativesOf(excludes ? pattern.slice(1) : pattern)) insert(root, one);
	}
	return descent(withDeeper(wanted), withDeeper(unwanted), false);
}
export { isLiteral as a, normalForm as c, expandBraces as d, isExclusion as i, partsOf as l, startDescent as n, mayMeet as o, NEVER_MATCHED as r, namedIn as s, matches as t, MOST_ALTERNATIVES as u };
