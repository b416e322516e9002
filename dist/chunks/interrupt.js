// src/run/interrupt.ts
const SIGNALS = [
	"SIGINT",
	"SIGTERM",
	"SIGHUP"
];
const ENDED_MS = 9e3;
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
