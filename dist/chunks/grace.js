import { setMaxListeners } from "node:events";
// src/util/grace.ts
const LATE_MS = 4e3;
function abortedAfter(signal, ms) {
	const late = new AbortController();
	setMaxListeners(0, signal, late.signal);
	whenAborted(signal, () => {
		setTimeout(() => late.abort(signal.reason), ms).unref();
	});
	return late.signal;
}
async function unlessAborted(signal, work, instead) {
	if (signal.aborted) return instead;
	let giveUp = () => void 0;
	const aborted = new Promise((resolve) => {
		giveUp = () => resolve(instead);
	});
	signal.addEventListener("abort", giveUp, { once: true });
	try {
		return await Promise.race([work(), aborted]);
	} finally {
		signal.removeEventListener("abort", giveUp);
	}
}
function whenAborted(signal, then) {
	if (signal.aborted) then();
	else signal.addEventListener("abort", then, { once: true });
}
export { abortedAfter as n, unlessAborted as r, LATE_MS as t };
