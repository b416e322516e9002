// src/run/interrupt.ts
/** Turns the signals that ask a process to end into an abort, so that the run can end in order. */
const SIGNALS = [
	"SIGINT",
	"SIGTERM",
	"SIGHUP"
];
/** Aborted by the first signal; later ones change nothing, because the end is under way. */
function onInterrupt() {
	const controller = new AbortController();
	for (const name of SIGNALS) process.on(name, () => controller.abort());
	return controller.signal;
}
export { onInterrupt as t };
