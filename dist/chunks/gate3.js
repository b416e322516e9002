import { n as trippedGate } from "./gates2.js";
import { n as trippedGateWords } from "./gate.js";
// src/cli/gate.ts
function tripsGate(record, failOn, print) {
	const gate = trippedGate(record, failOn);
	if (gate !== void 0) print.error(`${trippedGateWords(record, gate)}\n`);
	return gate !== void 0;
}
export { tripsGate as t };
