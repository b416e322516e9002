import { setMaxListeners } from "node:events";
// src/util/grace.ts
/** What is given up when a run is interrupted, and when: whoever interrupts a job kills it soon after. */
/** When work around the stages that is still under way is given up, in ms after the interruption. */
const LATE_MS = 4e3;
/** Aborted so many ms after the other signal. */
function abortedAfter(signal, ms) {
	const late = new AbortController();
	setMaxListeners(0, signal, late.signal);
	whenAborted(signal, () => {
		setTimeout(() => late.abort(signal.reason), ms).unref();
	});
	return late.signal;
}
/**
* What the work gives, or `instead` as soon as the signal is aborted: then nobody waits for the work any
* more, which must be such that it may end at any point.
*/
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
