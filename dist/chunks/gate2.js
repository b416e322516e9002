import { t as gateFailure } from "./gates2.js";
// src/cli/gate.ts
/** Gates in the terminal. */
/** Whether the run trips its gate, with the sentence that says how. */
function tripsGate(record, failOn, print) {
	const failure = gateFailure(record, failOn);
	if (failure !== void 0) print.error(`${failure}\n`);
	return failure !== void 0;
}
export { tripsGate as t };
