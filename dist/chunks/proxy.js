import { n as createReplyStore, r as storedHeaders } from "./store2.js";
import { t as isObject } from "./objects.js";
import { createServer } from "node:net";
import http, { createServer as createServer$1, get } from "node:http";
import { once } from "node:events";
import { hash } from "node:crypto";
import { setTimeout as setTimeout$1 } from "node:timers/promises";
import { spawn } from "node:child_process";
import https from "node:https";
// src/llm/messages.ts
function errorMessage(error) {
	switch (error.kind) {
		case "absolute-url": return {
			status: 403,
			text: "only paths are served, no absolute URLs"
		};
		case "other-host": return {
			status: 403,
			text: "the Host header names another host"
		};
		case "other-site": return {
			status: 403,
			text: "the request comes from another web site"
		};
		case "no-server": return {
			status: 403,
			text: "no server handles this path"
		};
		case "no-stage": return {
			status: 503,
			text: "no stage is running"
		};
		case "fault": return {
			status: 500,
			text: "the request could not be served"
		};
		case "redirected-away": {
			const to = error.to ?? "an address that is not http or https";
			return {
				status: 502,
				text: `the upstream ${error.upstream} redirects to ${to}, which is not followed: let the base URL name that server`
			};
		}
		case "no-answer": return {
			status: 502,
			text: `the upstream ${error.upstream} does not answer (${error.cause})`
		};
	}
}
// src/llm/answers.ts
const ORIGIN_HEADER = "x-stagetime";
function sendError(response, error, dialect) {
	if (response.headersSent || response.destroyed) {
		response.destroy();
		return;
	}
	const { status, text } = errorMessage(error);
	const body = JSON.stringify(errorBody(`stagetime: ${text}`, dialect));
	response.writeHead(status, {
		"content-type": "application/json",
		"content-length": Buffer.byteLength(body),
		[ORIGIN_HEADER]: status === 502 ? "failed" : "refused",
		connection: "close"
	});
	response.end(body);
}
function errorBody(message, dialect) {
	switch (dialect) {
		case "ollama": return { error: message };
		case "anthropic": return {
			type: "error",
			error: {
				type: "api_error",
				message
			}
		};
		default: return { error: {
			message,
			type: "proxy_error",
			param: null,
			code: null
		} };
	}
}
function replay(response, reply, origin) {
	const { headers, chunks } = reply;
	const isStream = !headers["content-type"]?.startsWith("application/json");
	const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
	response.writeHead(200, {
		...headers,
		...!isStream && { "content-length": length },
		[ORIGIN_HEADER]: origin
	});
	for (const chunk of chunks) response.write(chunk);
	response.end();
}
// src/llm/counter.ts
const TOLD_EVERY_MS = 1e3;
function createCounter({ stage, prices, emit, now }) {
	const counts = {
		hits: 0,
		misses: 0,
		coalesced: 0,
		listings: 0,
		refused: 0
	};
	const bypassed = {};
	const notStored = {};
	const sums = {
		sentBytes: 0,
		receivedBytes: 0,
		replayedBytes: 0,
		upstreamMs: 0,
		savedMs: 0
	};
	const usedTokens = {
		input: 0,
		output: 0
	};
	const savedTokens = {
		input: 0,
		output: 0
	};
	let savedCost = prices && 0;
	let answered = 0;
	let streamed = 0;
	let streamedSince = 0;
	let toldAt = now();
	const requests = () => {
		const passedThrough = Object.values(bypassed).reduce((sum, count) => sum + count, 0);
		return counts.hits + counts.misses + counts.coalesced + passedThrough;
	};
	function tell() {
		const seconds = (now() - streamedSince) / 1e3;
		const isMeasurable = streamed > 1 && seconds > 0;
		emit({
			kind: "llm-progress",
			stage,
			requests: requests(),
			answered,
			hits: counts.hits,
			...isMeasurable && { tokensPerSecond: (streamed - 1) / seconds }
		});
		streamed = 0;
		toldAt = now();
	}
	return {
		count(outcome) {
			counts[outcome] += 1;
		},
		countBypassed(reason) {
			bypassed[reason] = (bypassed[reason] ?? 0) + 1;
		},
		countNotStored(reason) {
			notStored[reason] = (notStored[reason] ?? 0) + 1;
		},
		countAnswered() {
			answered += 1;
			tell();
		},
		countStreamed(tokens) {
			if (tokens === 0) return;
			if (streamed === 0) streamedSince = now();
			streamed += tokens;
			if (now() - toldAt >= TOLD_EVERY_MS) tell();
		},
		save({ bytes, upstreamMs, usage, model }) {
			sums.replayedBytes += bytes;
			sums.savedMs += upstreamMs;
			addTo(savedTokens, usage);
			const cost = costOf(usage, priceOf(prices, model));
			savedCost = savedCost === void 0 || cost === void 0 ? void 0 : savedCost + cost;
		},
		spend({ sentBytes, receivedBytes, upstreamMs, usage }) {
			sums.sentBytes += sentBytes;
			sums.receivedBytes += receivedBytes;
			sums.upstreamMs += upstreamMs;
			addTo(usedTokens, usage);
		},
		numbers: () => ({
			requests: requests(),
			...counts,
			bypassed: { ...bypassed },
			notStored: { ...notStored },
			...sums,
			usedTokens: { ...usedTokens },
			savedTokens: { ...savedTokens },
			...savedCost !== void 0 && { savedCost }
		})
	};
}
function addTo(sum, usage) {
	sum.input += usage?.input ?? 0;
	sum.output += usage?.output ?? 0;
}
function priceOf(prices = {}, model) {
	return model !== void 0 && Object.hasOwn(prices, model) ? prices[model] : void 0;
}
function costOf(usage, price) {
	if (usage === void 0 || price === void 0) return void 0;
	return (usage.input * price.inputPerMillion + usage.output * price.outputPerMillion) / 1e6;
}
// src/llm/upstream/upstreams.ts
const OLLAMA_PORT = 11434;
const OPENAI = "https://api.openai.com/v1";
const OLLAMA = `http://127.0.0.1:${OLLAMA_PORT}`;
const SOURCES = [
	{
		variable: "OPENAI_BASE_URL",
		prefix: "/openai",
		dialect: "openai",
		values: ["OPENAI_BASE_URL"],
		fallback: OPENAI
	},
	{
		variable: "OPENAI_API_BASE",
		prefix: "/openai-api-base",
		dialect: "openai",
		values: ["OPENAI_API_BASE", "OPENAI_BASE_URL"],
		fallback: OPENAI
	},
	{
		variable: "ANTHROPIC_BASE_URL",
		prefix: "/anthropic",
		dialect: "anthropic",
		values: ["ANTHROPIC_BASE_URL"],
		fallback: "https://api.anthropic.com"
	},
	{
		variable: "OLLAMA_API_BASE",
		prefix: "/ollama-api-base",
		dialect: "ollama",
		values: ["OLLAMA_API_BASE", "OLLAMA_HOST"],
		fallback: OLLAMA
	},
	{
		variable: "OLLAMA_HOST",
		prefix: "",
		dialect: "ollama",
		values: ["OLLAMA_HOST"],
		fallback: OLLAMA
	}
];
function routesFor(environment) {
	const found = SOURCES.map((source) => routeOf(source, environment));
	return {
		routes: found.flatMap((route) => "kind" in route ? [] : [route]),
		problems: found.flatMap((route) => "kind" in route ? [route] : [])
	};
}
function routeOf(source, environment) {
	const { variable, prefix, dialect } = source;
	const given = source.values.find((name) => environment[name]);
	const value = (given === void 0 ? void 0 : environment[given]) ?? source.fallback;
	const url = dialect === "ollama" ? ollamaUrl(value) : parseUrl(value);
	const why = faultOf(url);
	if (url === void 0 || why !== void 0) return {
		kind: "llm-not-routed",
		variable,
		from: given ?? variable,
		why: why ?? "not-a-url"
	};
	const identity = isLoopback(url.hostname) ? withHost(url, "127.0.0.1") : url.origin;
	return {
		variable,
		prefix,
		basePath: url.pathname.replace(/\/+$/, ""),
		upstream: {
			dialect,
			identity,
			origin: url.origin
		}
	};
}
function faultOf(url) {
	if (url === void 0 || !/^https?:$/.test(url.protocol)) return "not-a-url";
	if (url.username !== "" || url.password !== "") return "credentials";
}
function parseUrl(text) {
	return URL.canParse(text) ? new URL(text) : void 0;
}
function ollamaUrl(text) {
	const hasScheme = /^[a-z]+:\/\//i.test(text);
	const bare = /^:\d/.test(text) ? `127.0.0.1${text}` : text;
	const url = parseUrl(hasScheme ? text : `http://${bare}`);
	if (url === void 0) return void 0;
	if (!hasScheme && !/:\d+(\/|$)/.test(bare)) url.port = String(OLLAMA_PORT);
	if (url.hostname === "0.0.0.0" || url.hostname === "[::]") url.hostname = "127.0.0.1";
	return url;
}
function withHost(url, hostname) {
	const copy = new URL(url.origin);
	copy.hostname = hostname;
	return copy.origin;
}
function isLoopback(hostname) {
	return /^(localhost|127(\.\d+){3}|\[::1\])$/i.test(hostname);
}
const LOOPBACK = [
	"127.0.0.1",
	"localhost",
	"::1"
];
function clientVariables(routes, address, environment) {
	const urls = routes.map(({ variable, prefix, basePath }) => [variable, `${address}${prefix}${basePath}`]);
	const exceptions = ["NO_PROXY", "no_proxy"].map((name) => {
		const hosts = ((environment[name] || environment.NO_PROXY || environment.no_proxy) ?? "").split(",").map((host) => host.trim());
		return [name, [.../* @__PURE__ */ new Set([...hosts.filter((host) => host !== ""), ...LOOPBACK])].join(",")];
	});
	return Object.fromEntries([...urls, ...exceptions]);
}
function routeFor(routes, path) {
	const route = routes.find(({ prefix }) => path === prefix || path.startsWith(`${prefix}/`));
	return route && {
		route,
		path: path.slice(route.prefix.length) || "/"
	};
}
// src/llm/upstream/redirects.ts
function createRelocator(options) {
	const { routes, route, path, host, calledOrigin } = options;
	return async (place) => {
		const called = await calledOrigin();
		const base = new URL(path, called).href;
		const url = URL.canParse(place, base) ? new URL(place, base) : void 0;
		if (url === void 0 || !/^https?:$/.test(url.protocol)) return {
			kind: "elsewhere",
			origin: void 0
		};
		if (url.origin !== called && url.origin !== route.upstream.origin) return {
			kind: "elsewhere",
			origin: url.origin
		};
		const onProxy = `${route.prefix}${url.pathname}${url.search}`;
		if (routeFor(routes, onProxy)?.route !== route) return {
			kind: "elsewhere",
			origin: url.origin
		};
		return {
			kind: "on-route",
			url: `http://${host}${onProxy}${url.hash}`
		};
	};
}
const PLACES = /* @__PURE__ */ new Set([
	"location",
	"content-location",
	"operation-location",
	"azure-asyncoperation"
]);
async function relocateHeaders(status, headers, relocate) {
	const relocated = [...headers];
	for (let i = 0; i < headers.length; i += 2) {
		const name = headers[i]?.toLowerCase() ?? "";
		if (!PLACES.has(name)) continue;
		const found = await relocate(headers[i + 1] ?? "");
		if (found.kind === "on-route") relocated[i + 1] = found.url;
		else if (name === "location" && status >= 300 && status < 400) return {
			kind: "redirected-away",
			to: found.origin
		};
	}
	return {
		kind: "headers",
		headers: relocated
	};
}
// src/llm/upstream/upstream-client.ts
function createUpstreamClient(environment) {
	const local = { keepAlive: true };
	const remote = {
		keepAlive: true,
		proxyEnv: environment
	};
	const agents = {
		local: {
			"http:": new http.Agent(local),
			"https:": new https.Agent(local)
		},
		remote: {
			"http:": new http.Agent(remote),
			"https:": new https.Agent(remote)
		}
	};
	function attempt(call) {
		const { body, signal, method, headers } = call;
		const url = new URL(call.origin);
		const agent = agents[isLoopback(url.hostname) ? "local" : "remote"];
		return new Promise((resolve, reject) => {
			const protocol = url.protocol === "https:" ? "https:" : "http:";
			const { request } = protocol === "https:" ? https : http;
			const sent = request(url, {
				agent: agent[protocol],
				method,
				path: call.path,
				headers,
				signal
			});
			sent.on("response", resolve);
			sent.on("error", (error) => {
				if (sent.reusedSocket && error.code === "ECONNRESET" && body.rest === void 0) resolve(attempt(call));
				else reject(error);
			});
			if (body.rest === void 0) {
				sent.end(body.start);
				return;
			}
			sent.write(body.start);
			body.rest.on("error", (error) => sent.destroy(error));
			body.rest.pipe(sent);
		});
	}
	return {
		call: attempt,
		close() {
			for (const agent of Object.values(agents).flatMap((pair) => Object.values(pair))) agent.destroy();
		}
	};
}
const HOP_BY_HOP = /* @__PURE__ */ new Set([
	"connection",
	"keep-alive",
	"proxy-authenticate",
	"proxy-authorization",
	"proxy-connection",
	"te",
	"trailer",
	"transfer-encoding",
	"upgrade"
]);
const SET_ANEW = /* @__PURE__ */ new Set([
	"host",
	"accept-encoding",
	"content-length",
	"expect"
]);
function upstreamHeaders(headers, bodyBytes) {
	const named = connectionHeaders(headers.connection);
	const passed = Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name) && !SET_ANEW.has(name) && !named.has(name));
	return {
		...Object.fromEntries(passed),
		"accept-encoding": "identity",
		...bodyBytes !== void 0 && { "content-length": bodyBytes }
	};
}
function clientHeaders(reply) {
	const named = connectionHeaders(reply.headers.connection);
	return reply.rawHeaders.flatMap((name, i, raw) => {
		const isName = i % 2 === 0;
		const lower = name.toLowerCase();
		if (!isName || HOP_BY_HOP.has(lower) || named.has(lower)) return [];
		return [name, raw[i + 1] ?? ""];
	});
}
function connectionHeaders(connection) {
	return new Set((connection ?? "").split(",").map((name) => name.trim().toLowerCase()));
}
// src/llm/delivery.ts
async function deliver(options) {
	const { shared, response, origin, upstream, relocate, standIn } = options;
	const subscriber = shared.join();
	response.on("close", subscriber.leave);
	if (response.destroyed) subscriber.leave();
	try {
		const reply = await shared.head;
		const status = reply.statusCode ?? 502;
		const relocated = await relocateHeaders(status, clientHeaders(reply), relocate);
		if (relocated.kind === "redirected-away") {
			subscriber.leave();
			const { kind, to } = relocated;
			sendError(response, {
				kind,
				upstream: upstream.origin,
				to
			}, upstream.dialect);
			return;
		}
		response.writeHead(status, [...relocated.headers, ...[ORIGIN_HEADER, origin]]);
		response.flushHeaders();
	} catch (error) {
		const stored = standIn?.();
		if (stored !== void 0) return replay(response, stored, origin);
		const cause = error.code ?? error.message;
		sendError(response, {
			kind: "no-answer",
			upstream: upstream.origin,
			cause
		}, upstream.dialect);
		return;
	}
	try {
		for (let chunk = await subscriber.next(); chunk !== void 0; chunk = await subscriber.next()) if (!response.write(chunk)) await writable(response);
		response.end();
	} catch {
		response.destroy();
	}
}
function writable(response) {
	return new Promise((resolve) => {
		const done = () => {
			response.off("drain", done).off("close", done);
			resolve();
		};
		response.on("drain", done).on("close", done);
	});
}
// src/llm/replies/byte-queue.ts
function createByteQueue() {
	let room = Buffer.alloc(0);
	let length = 0;
	return {
		push(piece) {
			const needed = length + piece.length;
			if (needed > room.length) {
				const larger = Buffer.allocUnsafe(Math.max(needed, 2 * room.length));
				room.copy(larger, 0, 0, length);
				room = larger;
			}
			piece.copy(room, length);
			length = needed;
		},
		take() {
			const text = room.toString("utf8", 0, length);
			length = 0;
			return text;
		}
	};
}
// src/llm/replies/reply-reader.ts
function createReplyReader(contentType) {
	const type = contentType?.split(";")[0]?.trim().toLowerCase() ?? "";
	if (/^(?:application|text)\/(?:[\w.-]+\+)?json$/.test(type)) return documentReader();
	switch (type) {
		case "application/x-ndjson":
		case "application/ndjson":
		case "application/jsonl": return lineReader();
		case "text/event-stream": return looking("incomplete");
		case "text/plain": return looking("unknown-format");
		default: return;
	}
}
const lineReader = () => streamReader((line) => line.trim() === "" ? void 0 : line);
function looking(otherwise) {
	let reader;
	let events;
	return {
		read(chunk) {
			if (reader === void 0) {
				const [first] = chunk.toString("latin1").trimStart();
				if (first === void 0) return 0;
				events = first === "{" || first === "[" ? void 0 : streamReader(eventData());
				reader = events ?? documentOrLines();
			}
			return reader.read(chunk);
		},
		end(isOrderly) {
			if (reader === void 0) return { kind: "incomplete" };
			const verdict = reader.end(isOrderly);
			return events?.isEmpty === true ? { kind: otherwise } : verdict;
		}
	};
}
function documentOrLines() {
	const readers = [documentReader(), lineReader()];
	return {
		read(chunk) {
			return Math.max(...readers.map((reader) => reader.read(chunk)));
		},
		end(isOrderly) {
			const [document, lines] = readers.map((reader) => reader.end(isOrderly));
			return (document?.kind === "incomplete" ? lines : document) ?? { kind: "incomplete" };
		}
	};
}
const LAST_EVENTS = /* @__PURE__ */ new Set([
	"message_stop",
	"response.completed",
	"response.incomplete"
]);
const ERROR_EVENTS = /* @__PURE__ */ new Set(["error", "response.failed"]);
const UNFINISHED = /* @__PURE__ */ new Set([
	"queued",
	"in_progress",
	"failed",
	"cancelled"
]);
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
function streamReader(messageOf) {
	const pending = createByteQueue();
	let afterReturn = false;
	let usage = {};
	let isOver = false;
	let isDamaged = false;
	let hasError = false;
	let isEmpty = true;
	const finished = /* @__PURE__ */ new Map();
	function take(line) {
		const text = messageOf(line);
		if (text === void 0 || text.trim() === "") return 0;
		isEmpty = false;
		if (text.trim() === "[DONE]") {
			isOver = true;
			return 0;
		}
		const message = parse$1(text);
		if (message === void 0) {
			isDamaged = true;
			return 0;
		}
		hasError ||= isError(message);
		isOver ||= message.done === true || LAST_EVENTS.has(String(message.type));
		for (const [part, isFinished] of partsOf(message)) finished.set(part, isFinished || finished.get(part) === true);
		usage = {
			...usage,
			...usageIn(message)
		};
		return hasText(message) ? 1 : 0;
	}
	return {
		read(chunk) {
			const piece = afterReturn && chunk[0] === LINE_FEED ? chunk.subarray(1) : chunk;
			if (chunk.length > 0) afterReturn = chunk.at(-1) === CARRIAGE_RETURN;
			const end = Math.max(piece.lastIndexOf(LINE_FEED), piece.lastIndexOf(CARRIAGE_RETURN)) + 1;
			pending.push(piece.subarray(0, end));
			const lines = end === 0 ? [] : pending.take().split(/\r\n|\n|\r/).slice(0, -1);
			pending.push(piece.subarray(end));
			return lines.reduce((pieces, line) => pieces + take(line), 0);
		},
		end(isOrderly) {
			for (const line of [pending.take(), ""]) take(line);
			if (hasError) return { kind: "error-inside" };
			const hasFinished = finished.size > 0 && [...finished.values()].every(Boolean);
			return (isOver || isOrderly && hasFinished) && !isDamaged ? complete(usage) : { kind: "incomplete" };
		},
		get isEmpty() {
			return isEmpty;
		}
	};
}
function partsOf(message) {
	const { stop_reason: stopReason } = asMessage(message.delta) ?? {};
	const parts = choicesOf(message).map((choice, i) => {
		const reason = choice.finish_reason ?? choice.finishReason;
		return [typeof choice.index === "number" ? choice.index : i, typeof reason === "string" && reason !== ""];
	});
	return typeof stopReason === "string" ? [...parts, [0, true]] : parts;
}
function eventData() {
	let data = [];
	return (line) => {
		if (line.startsWith("data:")) data.push(line.slice(line[5] === " " ? 6 : 5));
		if (line !== "" || data.length === 0) return void 0;
		const event = data.join("\n");
		data = [];
		return event;
	};
}
function documentReader() {
	const text = createByteQueue();
	return {
		read(chunk) {
			text.push(chunk);
			return 0;
		},
		end() {
			const document = parse$1(text.take());
			if (document === void 0) return { kind: "incomplete" };
			const messages = (Array.isArray(document) ? document : [document]).map(asMessage).filter((message) => message !== void 0);
			if (messages.some(isError)) return { kind: "error-inside" };
			const isUnfinished = ({ done, status }) => done === false || UNFINISHED.has(String(status));
			if (messages.some(isUnfinished)) return { kind: "incomplete" };
			return complete(Object.assign({}, ...messages.map(usageIn)));
		}
	};
}
function complete(usage) {
	if (usage.input === void 0 && usage.output === void 0) return { kind: "complete" };
	return {
		kind: "complete",
		usage: {
			input: usage.input ?? 0,
			output: usage.output ?? 0
		}
	};
}
function parse$1(text) {
	try {
		return asMessage(JSON.parse(text));
	} catch {
		return;
	}
}
function asMessage(value) {
	return typeof value === "object" && value !== null ? value : void 0;
}
function isError(message) {
	if ((message.error ?? null) !== null || ERROR_EVENTS.has(String(message.type))) return true;
	return choicesOf(message).some((choice) => choice.finish_reason === "error");
}
function choicesOf(message) {
	return [message.choices, message.candidates].filter(Array.isArray).flat().map(asMessage).filter((choice) => choice !== void 0);
}
function usageIn(message) {
	const usage = asMessage((asMessage(message.response) ?? asMessage(message.message) ?? message).usage) ?? asMessage(message.usage) ?? {};
	const { promptTokenCount, candidatesTokenCount } = asMessage(message.usageMetadata) ?? {};
	const { prompt_eval_count: prompted, eval_count: answered } = message;
	const input = countIn(usage.prompt_tokens, usage.input_tokens, prompted, promptTokenCount);
	const output = countIn(usage.completion_tokens, usage.output_tokens, answered, candidatesTokenCount);
	return {
		...input !== void 0 && { input },
		...output !== void 0 && { output }
	};
}
function countIn(...candidates) {
	const isCount = (value) => Number.isSafeInteger(value);
	return candidates.filter(isCount).find((value) => value >= 0);
}
function hasText(message) {
	const { type, response } = message;
	if (typeof type === "string") return type.endsWith("delta") && type !== "message_delta";
	if (typeof response === "string") return response !== "";
	return [message, ...choicesOf(message)].some((part) => {
		const content = asMessage(part.delta) ?? asMessage(part.message) ?? {};
		return [
			content.content,
			content.thinking,
			part.text
		].some((text) => text && text !== "");
	});
}
// src/llm/shared-response.ts
const AHEAD_BYTES = 262144;
var SharedResponse = class {
	head;
	outcome;
	#options;
	#abort = new AbortController();
	#places = /* @__PURE__ */ new Set();
	#chunks = [];
	#dropped = 0;
	#bytes = 0;
	#reply;
	#state = "open";
	constructor(options) {
		this.#options = options;
		this.head = options.call(this.#abort.signal);
		this.outcome = this.#receive();
	}
	get isJoinable() {
		return this.#dropped === 0 && this.#state !== "failed" && !this.#abort.signal.aborted;
	}
	get #isKept() {
		return this.#bytes <= this.#options.keepBytes;
	}
	join() {
		const place = {
			index: 0,
			bytes: 0,
			wake: void 0
		};
		this.#places.add(place);
		return {
			next: () => this.#next(place),
			leave: () => {
				this.#places.delete(place);
				if (this.#places.size === 0 && this.#state === "open") this.#abort.abort();
				this.#steer();
			}
		};
	}
	async #receive() {
		let reply;
		try {
			reply = await this.head;
		} catch {
			this.#finish("failed");
			return this.#abort.signal.aborted ? {
				kind: "abandoned",
				chunks: []
			} : { kind: "unreachable" };
		}
		this.#reply = reply;
		reply.on("data", (chunk) => this.#take(chunk));
		await new Promise((resolve) => {
			reply.on("error", () => resolve());
			reply.on("close", () => resolve());
			reply.on("end", () => resolve());
		});
		this.#finish(reply.complete ? "ended" : "failed");
		const chunks = this.#isKept ? this.#chunks : void 0;
		if (reply.complete) return {
			kind: "ended",
			chunks
		};
		return {
			kind: this.#abort.signal.aborted ? "abandoned" : "cut",
			chunks
		};
	}
	#take(chunk) {
		this.#options.observe(chunk);
		this.#chunks.push(chunk);
		this.#bytes += chunk.length;
		this.#wakeAll();
		this.#steer();
	}
	async #next(place) {
		for (;;) {
			const chunk = this.#chunks[place.index - this.#dropped];
			if (chunk !== void 0) {
				place.index += 1;
				place.bytes += chunk.length;
				this.#steer();
				return chunk;
			}
			if (this.#state === "ended") return void 0;
			if (this.#state === "failed") throw new Error("the reply was cut");
			await new Promise((resolve) => {
				place.wake = resolve;
			});
		}
	}
	#steer() {
		const read = [...this.#places].map(({ bytes }) => bytes);
		const reference = this.#isKept ? Math.max(0, ...read) : Math.min(this.#bytes, ...read);
		if (!this.#isKept) {
			const needed = Math.min(...[...this.#places].map(({ index }) => index));
			const superfluous = Math.min(needed - this.#dropped, this.#chunks.length);
			if (superfluous > 0) {
				this.#chunks.splice(0, superfluous);
				this.#dropped += superfluous;
			}
		}
		if (this.#bytes - reference > AHEAD_BYTES) this.#reply?.pause();
		else if (this.#reply?.isPaused()) this.#reply.resume();
	}
	#finish(state) {
		this.#state = state;
		this.#wakeAll();
	}
	#wakeAll() {
		for (const place of this.#places) {
			place.wake?.();
			place.wake = void 0;
		}
	}
};
// src/llm/recording.ts
function startRecording(options) {
	const { counter, now, maxBytes } = options;
	const startedAt = now();
	const followers = [];
	let reader;
	let receivedBytes = 0;
	const shared = new SharedResponse({
		keepBytes: maxBytes,
		async call(signal) {
			const reply = await options.call(signal);
			if (isReadable(reply)) reader = createReplyReader(reply.headers["content-type"]);
			return reply;
		},
		observe(chunk) {
			receivedBytes += chunk.length;
			if (reader !== void 0 && receivedBytes <= maxBytes) counter.countStreamed(reader.read(chunk));
		}
	});
	async function settle() {
		const outcome = await shared.outcome;
		const upstreamMs = now() - startedAt;
		const judgement = judge(outcome, await shared.head.catch(() => void 0), reader, upstreamMs);
		const usage = judgement.kind === "success" ? judgement.reply.usage : void 0;
		const cost = {
			upstreamMs,
			...usage !== void 0 && { usage }
		};
		counter.spend({
			sentBytes: options.sentBytes,
			receivedBytes,
			...cost
		});
		if (judgement.kind === "not-stored") {
			counter.countNotStored(judgement.reason);
			return false;
		}
		for (const { counter: other, model } of followers) other.save({
			bytes: receivedBytes,
			...cost,
			...model !== void 0 && { model }
		});
		const result = await options.store.put(options.key, judgement.reply);
		if (result !== "stored") counter.countNotStored(result);
		return true;
	}
	return {
		shared,
		follow: (other, model) => followers.push({
			counter: other,
			model
		}),
		settled: settle()
	};
}
function isReadable(reply) {
	return reply.statusCode === 200 && !isCompressed(reply);
}
function isCompressed({ headers }) {
	return !/^(identity)?$/.test(headers["content-encoding"] ?? "");
}
function unreadable(reply) {
	return isCompressed(reply) ? "compressed" : "unknown-format";
}
function judge(outcome, reply, reader, upstreamMs) {
	const refuse = (reason) => ({
		kind: "not-stored",
		reason
	});
	const goneFirst = outcome.kind === "abandoned" ? "client-gone" : void 0;
	if (outcome.kind === "unreachable") return refuse("unreachable");
	if (reply === void 0) return refuse(goneFirst ?? "unreachable");
	if (reply.statusCode !== 200) return refuse("status");
	if (outcome.kind === "cut") return refuse("incomplete");
	if (reader === void 0) return refuse(goneFirst ?? unreadable(reply));
	if (outcome.chunks === void 0) return refuse("reply-too-large");
	const verdict = reader.end(outcome.kind === "ended");
	if (verdict.kind !== "complete") return refuse(goneFirst ?? verdict.kind);
	return {
		kind: "success",
		reply: {
			headers: storedHeaders(reply.headers),
			chunks: outcome.chunks,
			upstreamMs,
			...usageOf(verdict.usage)
		}
	};
}
function usageOf(usage) {
	return usage === void 0 ? {} : { usage };
}
// src/llm/replies/endpoints.ts
const KNOWN = [
	[
		"POST",
		/\/(chat\/completions|completions|responses|messages)$/,
		"answer"
	],
	[
		"POST",
		/\/api\/(chat|generate)$/,
		"answer"
	],
	[
		"POST",
		/:(generateContent|streamGenerateContent)$/,
		"answer"
	],
	[
		"POST",
		/\/(embeddings|messages\/count_tokens)$/,
		"fixed"
	],
	[
		"POST",
		/\/api\/(embed|embeddings)$/,
		"fixed"
	],
	[
		"POST",
		/:(embedContent|batchEmbedContents|countTokens)$/,
		"fixed"
	],
	[
		"GET",
		/\/api\/(tags|ps|version)$/,
		"listing"
	],
	[
		"POST",
		/\/api\/show$/,
		"listing"
	],
	[
		"GET",
		/\/models(\/.+)?$/,
		"listing"
	]
];
function endpointOf(method, path) {
	return KNOWN.find(([of, pattern]) => of === method && pattern.test(path))?.[2] ?? "other";
}
// node_modules/canonicalize/lib/canonicalize.js
function hasLoneSurrogate(value) {
	for (let i = 0; i < value.length; i++) {
		const code = value.charCodeAt(i);
		if (code >= 55296 && code <= 56319) {
			if (i === value.length - 1) return true;
			const next = value.charCodeAt(i + 1);
			if (!(next >= 56320 && next <= 57343)) return true;
			i++;
		} else if (code >= 56320 && code <= 57343) return true;
	}
	return false;
}
function canonicalize(object, seen = /* @__PURE__ */ new Set()) {
	if (typeof object === "number" && isNaN(object)) throw new Error("NaN is not allowed");
	if (typeof object === "number" && !isFinite(object)) throw new Error("Infinity is not allowed");
	if (typeof object === "string" && hasLoneSurrogate(object)) throw new Error("Lone surrogate is not allowed");
	if (object === null || typeof object !== "object") return JSON.stringify(object);
	if (typeof object.toJSON === "function") {
		if (seen.has(object)) throw new Error("Circular reference detected");
		seen.add(object);
		const result = canonicalize(object.toJSON(), seen);
		seen.delete(object);
		return result;
	}
	if (seen.has(object)) throw new Error("Circular reference detected");
	seen.add(object);
	let result;
	if (Array.isArray(object)) result = `[${object.map((cv) => {
		return canonicalize(cv === void 0 || typeof cv === "symbol" ? null : cv, seen);
	}).join(",")}]`;
	else {
		const parts = [];
		for (const key of Object.keys(object).sort()) {
			if (object[key] === void 0 || typeof object[key] === "symbol") continue;
			parts.push(`${canonicalize(key)}:${canonicalize(object[key], seen)}`);
		}
		result = `{${parts.join(",")}}`;
	}
	seen.delete(object);
	return result;
}
// src/llm/replies/key.ts
const VERSION = 1;
const IRRELEVANT = /* @__PURE__ */ new Set([
	"user",
	"metadata",
	"store",
	"keep_alive",
	"prompt_cache_key",
	"safety_identifier",
	"service_tier"
]);
const VERSION_HEADERS = [
	"anthropic-version",
	"anthropic-beta",
	"openai-beta"
];
const SECRET_PARAMETER = /(^|[-_.])(key|apikey|token|secret|password|auth|sig|signature|credential)$/i;
const CANONICAL_BYTES = 4 << 20;
function identify(request, options) {
	const url = new URL(request.path, "http://upstream");
	const parts = [
		VERSION,
		options.salt,
		request.origin,
		url.pathname,
		request.method,
		parametersOf(url),
		VERSION_HEADERS.map((name) => request.headers[name] ?? null)
	];
	if (request.method === "GET") return identityOf(parts, "", true);
	const body = parse(request.body);
	if (body === void 0) return {
		kind: "bypass",
		reason: "not-json"
	};
	if (isStateful(body)) return {
		kind: "bypass",
		reason: "stateful"
	};
	const deterministic = request.endpoint !== "answer" || hasFixedSampling(body);
	return {
		...identityOf(parts, canonicalBody(request.body, body, options.ignore), deterministic),
		...typeof body.model === "string" && { model: body.model }
	};
}
function entryKey(identity, nth) {
	return hash("sha256", `${identity}\n${nth}`);
}
function identityOf(parts, body, deterministic) {
	return {
		kind: "identity",
		identity: hash("sha256", `${JSON.stringify(parts)}\n${body}`),
		deterministic
	};
}
function parametersOf(url) {
	return [...url.searchParams].filter(([name]) => !SECRET_PARAMETER.test(name)).sort(([a], [b]) => a < b ? -1 : Number(a > b));
}
function parse(body) {
	try {
		const value = JSON.parse(body.toString());
		return isObject(value) ? value : void 0;
	} catch {
		return;
	}
}
function isStateful(body) {
	return (body.previous_response_id ?? body.conversation ?? null) !== null || body.background === true;
}
function hasFixedSampling(body) {
	return [
		body,
		body.options,
		body.generationConfig
	].filter(isObject).some(({ temperature, seed }) => temperature === 0 || typeof seed === "number");
}
function canonicalBody(bytes, body, ignore) {
	const relevant = Object.entries(body).filter(([name]) => !IRRELEVANT.has(name));
	try {
		if (bytes.length <= CANONICAL_BYTES) {
			const canonical = canonicalize(comparable(Object.fromEntries(relevant), ignore));
			if (canonical !== void 0) return `canonical\n${canonical}`;
		}
	} catch {}
	return `bytes\n${without(bytes.toString("latin1"), ignore)}`;
}
function comparable(value, ignore) {
	if (typeof value === "string") return without(value, ignore);
	if (typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value)) throw new Error("the number may have lost digits");
	if (Array.isArray(value)) return value.map((item) => comparable(item, ignore));
	if (!isObject(value)) return value;
	const entries = Object.entries(value).map(([name, item]) => [name, comparable(item, ignore)]);
	return Object.fromEntries(entries);
}
function without(text, ignore) {
	return ignore.reduce((rest, pattern) => rest.replaceAll(everywhere(pattern), "\0"), text);
}
function everywhere({ source, flags }) {
	return new RegExp(source, flags.includes("g") ? flags : `${flags}g`);
}
// src/llm/request-body.ts
function readBody(request, maxBytes) {
	const chunks = [];
	let bytes = 0;
	return new Promise((resolve) => {
		const done = (body) => {
			request.off("data", take).off("end", end).off("close", close);
			resolve(body);
		};
		const take = (chunk) => {
			chunks.push(chunk);
			bytes += chunk.length;
			if (bytes <= maxBytes) return;
			request.pause();
			done({
				kind: "too-large",
				start: Buffer.concat(chunks)
			});
		};
		const end = () => done({
			kind: "whole",
			bytes: Buffer.concat(chunks)
		});
		const close = () => done({ kind: "cut" });
		request.on("data", take).on("end", end).on("close", close).on("error", close);
	});
}
// src/llm/request-guard.ts
function refusalOf({ url = "", headers }) {
	if (!url.startsWith("/")) return { kind: "absolute-url" };
	if (!isLocal(`http://${headers.host ?? ""}`)) return { kind: "other-host" };
	const { origin } = headers;
	if (origin !== void 0 && !isLocal(origin)) return { kind: "other-site" };
}
function isLocal(url) {
	return URL.canParse(url) && isLoopback(new URL(url).hostname);
}
// src/llm/exchange.ts
async function serve(service, client, request, response) {
	const { counter, routes } = client;
	const refusal = refusalOf(request);
	const target = refusal === void 0 ? routeFor(routes, request.url ?? "/") : void 0;
	if (target === void 0) {
		counter.count("refused");
		sendError(response, refusal ?? { kind: "no-server" });
		return;
	}
	const { route, path } = target;
	const method = request.method ?? "GET";
	const { upstream } = route;
	const exchange = {
		service,
		client,
		request,
		response,
		upstream,
		relocate: createRelocator({
			routes,
			route,
			path,
			host: request.headers.host ?? "",
			calledOrigin: () => service.backends(upstream).origin()
		}),
		method,
		path
	};
	const endpoint = endpointOf(method, path.replace(/\?.*/s, ""));
	if (endpoint === "other") return bypass(exchange, "other-endpoint", Buffer.alloc(0), request);
	const body = await readBody(request, service.maxRequestBytes);
	if (body.kind === "cut") return;
	if (body.kind === "too-large") return bypass(exchange, "request-too-large", body.start, request);
	const { bytes } = body;
	if (!(request.headers["content-encoding"] === void 0)) return bypass(exchange, "not-json", bytes);
	const { headers } = request;
	const found = identify({
		endpoint,
		method,
		origin: upstream.identity,
		path,
		headers,
		body: bytes
	}, service.keys);
	if (found.kind === "bypass") return bypass(exchange, found.reason, bytes);
	if (endpoint === "listing") return list(exchange, found.identity, bytes);
	const claim = found.deterministic ? void 0 : client.ordinals.claim(found.identity);
	if (!await answer(exchange, entryKey(found.identity, claim?.nth ?? 0), bytes, found.model)) claim?.release();
}
async function answer({ service, client, response, ...exchange }, key, body, model) {
	const { counter } = client;
	const stored = service.store.get(key);
	if (stored !== void 0) {
		counter.count("hits");
		const { chunks, upstreamMs, usage } = stored;
		counter.save({
			bytes: chunks.reduce((sum, chunk) => sum + chunk.length, 0),
			upstreamMs,
			...usage !== void 0 && { usage },
			...model !== void 0 && { model }
		});
		replay(response, stored, "hit");
		counter.countAnswered();
		return true;
	}
	const underWay = service.recordings.get(key);
	const isShared = underWay?.shared.isJoinable ?? false;
	const recording = underWay !== void 0 && isShared ? underWay : record({
		service,
		client,
		response,
		...exchange
	}, key, body);
	counter.count(isShared ? "coalesced" : "misses");
	if (isShared) recording.follow(counter, model);
	const { shared } = recording;
	const { upstream, relocate } = exchange;
	await deliver({
		shared,
		response,
		origin: isShared ? "coalesced" : "miss",
		upstream,
		relocate
	});
	counter.countAnswered();
	return recording.settled;
}
function record(exchange, key, body, counter = exchange.client.counter) {
	const { service, client } = exchange;
	const { store, recordings, maxEntryBytes, now } = service;
	const recording = startRecording({
		key,
		store,
		counter,
		sentBytes: body.length,
		maxBytes: maxEntryBytes,
		call: (signal) => callUpstream(exchange, { start: body }, body.length, signal),
		now
	});
	recordings.set(key, recording);
	const over = recording.settled.finally(() => {
		if (recordings.get(key) === recording) recordings.delete(key);
		client.pending.delete(over);
	});
	client.pending.add(over);
	return recording;
}
async function list(exchange, identity, body) {
	const { service, client, response, upstream, relocate } = exchange;
	client.counter.count("listings");
	const key = entryKey(identity, 0);
	if (service.backends(upstream).isAsleep) {
		const stored = service.store.get(key);
		if (stored !== void 0) return replay(response, stored, "listing");
	}
	const { shared } = record(exchange, key, body, {
		...client.counter,
		countNotStored() {}
	});
	const standIn = () => service.store.get(key);
	await deliver({
		shared,
		response,
		origin: "listing",
		upstream,
		relocate,
		standIn
	});
}
async function bypass(exchange, reason, start, rest) {
	const { service, client, request, response, upstream, relocate } = exchange;
	const { counter } = client;
	counter.countBypassed(reason);
	const startedAt = service.now();
	let receivedBytes = 0;
	const declared = Number(request.headers["content-length"] ?? NaN);
	const length = rest === void 0 ? start.length : declared;
	await deliver({
		shared: new SharedResponse({
			keepBytes: 0,
			observe: (chunk) => {
				receivedBytes += chunk.length;
			},
			call: (signal) => callUpstream(exchange, {
				start,
				...rest && { rest }
			}, length, signal)
		}),
		response,
		origin: "bypass",
		upstream,
		relocate
	});
	counter.spend({
		sentBytes: Number.isNaN(length) ? 0 : length,
		receivedBytes,
		upstreamMs: service.now() - startedAt
	});
	counter.countAnswered();
}
async function callUpstream({ service, request, upstream, method, path }, body, bodyBytes, signal) {
	const origin = await service.backends(upstream).origin();
	const headers = upstreamHeaders(request.headers, bodyBytes > 0 ? bodyBytes : void 0);
	return service.client.call({
		origin,
		method,
		path,
		headers,
		body,
		signal
	});
}
// src/llm/listener.ts
const KEEP_ALIVE_MS = 6e5;
async function listen(host, port, handle) {
	const server = createServer$1({
		keepAliveTimeout: KEEP_ALIVE_MS,
		requestTimeout: 0
	}, handle);
	server.on("connect", (_, socket) => {
		socket.end("HTTP/1.1 405 Method Not Allowed\r\nConnection: close\r\n\r\n");
	});
	await new Promise((resolve, reject) => {
		server.once("error", reject);
		server.listen(port, host, () => {
			server.off("error", reject);
			resolve();
		});
	});
	server.unref();
	return {
		port: server.address().port,
		close: () => new Promise((resolve) => {
			server.close(() => resolve());
			server.closeAllConnections();
		})
	};
}
// src/llm/replies/ordinals.ts
function createOrdinals() {
	const taken = /* @__PURE__ */ new Map();
	function take(identity) {
		const used = taken.get(identity) ?? /* @__PURE__ */ new Set();
		taken.set(identity, used);
		let nth = 0;
		while (used.has(nth)) nth += 1;
		used.add(nth);
		return nth;
	}
	return { ofStage() {
		const held = /* @__PURE__ */ new Map();
		let asked = /* @__PURE__ */ new Map();
		let attempt = 0;
		return {
			claim(identity) {
				const own = held.get(identity) ?? [];
				held.set(identity, own);
				const count = asked.get(identity) ?? 0;
				asked.set(identity, count + 1);
				if (count === own.length) own.push(take(identity));
				const nth = own[count];
				const claimedBy = attempt;
				return {
					nth,
					release() {
						if (claimedBy !== attempt) return;
						own.splice(own.indexOf(nth), 1);
						asked.set(identity, (asked.get(identity) ?? 1) - 1);
						taken.get(identity)?.delete(nth);
					}
				};
			},
			beginAttempt() {
				attempt += 1;
				asked = /* @__PURE__ */ new Map();
			}
		};
	} };
}
// src/llm/upstream/backend.ts
function remoteBackend({ origin }) {
	return {
		isAsleep: false,
		origin: async () => origin
	};
}
// src/llm/upstream/local-server.ts
const START_MS = 6e4;
const LOOK_EVERY_MS = 50;
const END_MS$1 = 5e3;
function createLocalServer(options) {
	let child;
	let starting;
	let isClosed = false;
	async function start() {
		const startedAt = performance.now();
		const port = await freePort();
		if (isClosed) throw cannotStart(options, "the run is over");
		const [command = "", ...rest] = options.command;
		const host = `127.0.0.1:${port}`;
		const server = spawn(command, rest, {
			env: {
				...options.environment,
				OLLAMA_HOST: host
			},
			stdio: "ignore",
			detached: true
		});
		child = server;
		const failure = new Promise((_, reject) => {
			server.on("error", (error) => reject(cannotStart(options, error.message)));
			server.on("exit", (code, signal) => {
				if (child === server) {
					child = void 0;
					starting = void 0;
				}
				reject(cannotStart(options, `it ended with ${code ?? signal}`));
			});
		});
		failure.catch(() => void 0);
		await Promise.race([failure, answering(`http://${host}/`, options)]);
		options.started(performance.now() - startedAt);
		return `http://${host}`;
	}
	return {
		get isAsleep() {
			return starting === void 0;
		},
		async origin() {
			if (isClosed) throw cannotStart(options, "the run is over");
			starting ??= start().catch(async (error) => {
				starting = void 0;
				await end(child);
				throw error;
			});
			return starting;
		},
		async close() {
			isClosed = true;
			await end(child);
		}
	};
}
function cannotStart({ command }, reason) {
	return /* @__PURE__ */ new Error(`${command.join(" ")} cannot be started: ${reason}`);
}
async function freePort() {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address();
	server.close();
	await once(server, "close");
	return port;
}
async function answering(url, options) {
	const until = performance.now() + START_MS;
	while (performance.now() < until) {
		if (await answers(url)) return;
		await setTimeout$1(LOOK_EVERY_MS);
	}
	throw cannotStart(options, `it did not answer for ${START_MS / 1e3} s`);
}
function answers(url) {
	return new Promise((resolve) => {
		const request = get(url, { timeout: 1e3 }, (reply) => {
			reply.resume();
			resolve(true);
		});
		request.on("timeout", () => request.destroy());
		request.on("error", () => resolve(false));
	});
}
async function end(child) {
	if (child?.pid === void 0 || child.exitCode !== null || child.signalCode !== null) return;
	const exited = once(child, "exit");
	signal(child.pid, "SIGTERM");
	const timer = setTimeout(signal, END_MS$1, child.pid, "SIGKILL");
	await exited;
	clearTimeout(timer);
}
function signal(pid, name) {
	try {
		process.kill(process.platform === "win32" ? pid : -pid, name);
	} catch {}
}
// src/llm/proxy.ts
const BOUNDS = {
	maxRequestBytes: 32 << 20,
	maxEntryBytes: 8 << 20,
	maxStoreBytes: 256 << 20,
	maxUnusedMs: 7776e6
};
const END_MS = 1e3;
async function startLlmProxy(options) {
	const { emit, prices } = options;
	const onNotice = (notice) => emit({
		kind: "notice",
		notice
	});
	const listeners = [];
	const clients = [];
	let local;
	const service = createService(options, onNotice, ({ identity }) => identity === addressOf(options.ollama) ? local : void 0);
	if (options.ollama !== void 0) {
		const { ollama } = options;
		const routes = routesFor({ OLLAMA_HOST: addressOf(ollama) }).routes.slice(-1);
		const clientOf = () => clients.slice(-1).map((client) => ({
			...client,
			routes
		}))[0];
		const { port = OLLAMA_PORT } = ollama;
		const taken = await takePort(port, handlerFor(service, onNotice, clientOf));
		listeners.push(...taken);
		if (taken.length > 0) local = localServer(ollama, onNotice);
		else onNotice({
			kind: "llm-port-taken",
			port
		});
	}
	return {
		async openStage(id, environment) {
			const { routes, problems } = routesFor(environment);
			for (const problem of problems) onNotice(problem);
			const counter = createCounter({
				stage: id,
				prices,
				emit,
				now: service.now
			});
			const ordinals = service.ordinals.ofStage();
			const client = {
				routes,
				counter,
				ordinals,
				pending: /* @__PURE__ */ new Set()
			};
			const listener = await listen("127.0.0.1", 0, handlerFor(service, onNotice, () => client));
			listeners.push(listener);
			clients.push(client);
			return {
				environment: clientVariables(routes, `http://127.0.0.1:${listener.port}`, environment),
				numbers: counter.numbers,
				beginAttempt: ordinals.beginAttempt,
				async end() {
					await soon(client.pending);
					const index = clients.indexOf(client);
					if (clients.length > 1 && index >= 0) clients.splice(index, 1);
					return counter.numbers();
				}
			};
		},
		async close() {
			await Promise.all(listeners.map((listener) => listener.close()));
			await local?.close();
			await Promise.all([...service.recordings.values()].map(({ settled }) => settled));
			await service.store.close();
			service.client.close();
			return { stored: service.store.stored };
		}
	};
}
function createService(options, onNotice, localBackend) {
	const bounds = {
		...BOUNDS,
		...options.bounds
	};
	const { folder, readOnly, environment, salt = "", ignore = [], secrets = [] } = options;
	const { maxStoreBytes: maxBytes, maxUnusedMs, maxRequestBytes, maxEntryBytes } = bounds;
	return {
		store: createReplyStore({
			folder,
			readOnly,
			maxBytes,
			maxUnusedMs,
			secrets,
			onNotice
		}),
		client: createUpstreamClient(environment),
		backends: (upstream) => localBackend(upstream) ?? remoteBackend(upstream),
		ordinals: createOrdinals(),
		recordings: /* @__PURE__ */ new Map(),
		keys: {
			salt,
			ignore
		},
		maxRequestBytes,
		maxEntryBytes,
		now: () => performance.now()
	};
}
function handlerFor(service, onNotice, clientOf) {
	return (request, response) => {
		const client = clientOf();
		if (client === void 0) {
			sendError(response, { kind: "no-stage" });
			return;
		}
		serve(service, client, request, response).catch((error) => {
			onNotice({
				kind: "fault",
				of: "llm-proxy",
				cause: error.message
			});
			sendError(response, { kind: "fault" });
		});
	};
}
function addressOf(ollama) {
	return `http://127.0.0.1:${ollama?.port ?? 11434}`;
}
function localServer({ command = ["ollama", "serve"], environment }, onNotice) {
	const started = (tookMs) => onNotice({
		kind: "llm-server-started",
		command: command.join(" "),
		tookMs
	});
	return createLocalServer({
		command,
		environment,
		started
	});
}
async function soon(pending) {
	await Promise.race([Promise.all(pending), setTimeout$1(END_MS, void 0, { ref: false })]);
}
async function takePort(port, handle) {
	try {
		const first = await listen("127.0.0.1", port, handle);
		const second = await listen("::1", first.port, handle).catch(() => void 0);
		return second === void 0 ? [first] : [first, second];
	} catch {
		return [];
	}
}
export { startLlmProxy };
