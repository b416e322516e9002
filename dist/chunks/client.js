import { a as oneLine } from "./text.js";
import { setTimeout } from "node:timers/promises";
// src/github/retries.ts
const PAUSES_MS = [
	1e3,
	2e3,
	4e3
];
const UNNAMED_LIMIT_MS = 6e4;
function pauseBeforeRetry(failure, tries, { isRepeatable, now }) {
	const pause = PAUSES_MS[tries - 1];
	if (pause === void 0) return void 0;
	if (isLimit(failure)) return limitMs(failure, now);
	return isRepeatable && mayHaveHappened(failure) ? pause : void 0;
}
function mayHaveHappened({ status }) {
	return status === void 0 || status >= 500;
}
function isLimit({ status, message, headers }) {
	if (status === 429) return true;
	if (status !== 403) return false;
	return headers["retry-after"] !== void 0 || isUsedUp(headers) || /secondary rate limit/i.test(message);
}
function limitMs({ headers }, now) {
	const afterSeconds = Number(headers["retry-after"] ?? NaN);
	if (afterSeconds >= 0) return afterSeconds * 1e3;
	const resetSeconds = Number(headers["x-ratelimit-reset"] ?? NaN);
	if (isUsedUp(headers) && resetSeconds >= 0) return Math.max(0, resetSeconds * 1e3 - now) + 1e3;
	return UNNAMED_LIMIT_MS;
}
function isUsedUp(headers) {
	return String(headers["x-ratelimit-remaining"]) === "0";
}
// src/github/client.ts
const TOTAL_MS = 12e4;
const REQUEST_MS = 3e4;
const MESSAGE_LENGTH = 200;
const systemClock = {
	now: () => Date.now(),
	wait: (ms) => setTimeout(ms)
};
async function connect(options) {
	const { token, repository, baseUrl, totalMs = TOTAL_MS, clock = systemClock } = options;
	const { tries: mostTries = Number.POSITIVE_INFINITY, requestMs = REQUEST_MS } = options;
	const [owner, repo, ...more] = repository.split("/");
	if (token === "") return impossible({ kind: "no-token" });
	if (!owner || !repo || more.length > 0) return impossible({
		kind: "bad-repository",
		written: repository
	});
	return attempt(async () => {
		const octokit = (await import("./github2.js")).getOctokit(token, {
			...baseUrl !== void 0 && { baseUrl },
			log: SILENT
		});
		const deadline = clock.now() + totalMs;
		const pause = async (failure, tries, isRepeatable) => {
			const now = clock.now();
			const pauseMs = pauseBeforeRetry(failure, tries, {
				isRepeatable,
				now
			});
			if (pauseMs === void 0 || now + pauseMs >= deadline || tries >= mostTries) return false;
			await clock.wait(pauseMs);
			return true;
		};
		octokit.hook.wrap("request", async (request, requestOptions) => {
			const { method, request: { repeatable = method !== "POST", once = false } = {} } = requestOptions;
			for (let tries = 1;; tries += 1) {
				const leftMs = Math.max(1, deadline - clock.now());
				const signal = AbortSignal.timeout(Math.min(requestMs, leftMs));
				requestOptions.request = {
					...requestOptions.request,
					signal
				};
				try {
					return whole(await request(requestOptions));
				} catch (error) {
					if (once || signal.aborted) throw error;
					if (!await pause(failureOf(error), tries, repeatable === true)) throw error;
				}
			}
		});
		return {
			octokit,
			repository: {
				owner,
				repo
			},
			clock,
			pause: async ({ cause }, tries) => cause !== void 0 && pause(cause, tries, true)
		};
	});
}
function impossible(why) {
	return {
		ok: false,
		failure: {
			why,
			mayHaveHappened: false
		}
	};
}
const REPEATABLE = { repeatable: true };
const ONCE = { once: true };
const SILENT = {
	debug: ignore,
	info: ignore,
	warn: ignore,
	error: ignore
};
function ignore() {}
function whole(response) {
	const type = "content-type" in response.headers ? response.headers["content-type"] : void 0;
	const { data } = response;
	if (!String(type).startsWith("application/json")) return response;
	if (typeof data === "string") throw new Error("the answer was cut off");
	if (data === null) throw new Error("the answer was empty");
	return response;
}
async function attempt(requests) {
	try {
		return {
			ok: true,
			value: await requests()
		};
	} catch (error) {
		const failure = failureOf(error);
		return {
			ok: false,
			failure: {
				why: whyOf(failure),
				...failure.status !== void 0 && { status: failure.status },
				mayHaveHappened: mayHaveHappened(failure),
				cause: failure
			}
		};
	}
}
function failureOf(error) {
	const { message, status, response } = error;
	return {
		message,
		headers: response?.headers ?? {},
		...response !== void 0 && status !== void 0 && { status }
	};
}
function whyOf(failure) {
	const { status, message } = failure;
	const said = oneLine(message.replace(/ - https:\/\/docs\.\S+$/, ""), MESSAGE_LENGTH);
	if (status === void 0) return {
		kind: "no-answer",
		said
	};
	if (isLimit(failure)) return {
		kind: "limit",
		status
	};
	if (status === 401) return { kind: "bad-token" };
	if (status === 403) return {
		kind: "forbidden",
		said
	};
	return status >= 500 ? {
		kind: "server-error",
		status
	} : {
		kind: "refused",
		status,
		said
	};
}
export { connect as i, REPEATABLE as n, attempt as r, ONCE as t };
