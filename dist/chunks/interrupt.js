// src/run/interrupt.ts
/** Turns the signals that ask a process to end into an abort, so that the run can end in order. */
const SIGNALS = [
	"SIGINT",
	"SIGTERM",
	"SIGHUP"
];
/** When the process ends that was interrupted, whatever it waits for, in ms. */
const ENDED_MS = 9e3;
/**
* Aborted by the first signal; later ones change nothing, because the end is under way. What holds it up
* is cut short: then the exit code is this.
*/
function onInterrupt(exitCode) {
	const controller = new AbortController();
	const end = () => {
		if (controller.signal.aborted) return;
		controller.abort();
		setTimeout(() => process.exit(exitCode), ENDED_MS).unref();
	};
	for (const name of SIGNALS) process.on(name, end);
	return controller.signal;
}
export { onInterrupt as t };
