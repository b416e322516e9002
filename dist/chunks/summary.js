import { a as metrics, c as stages, d as fitToBudget, f as leftOut, i as joinParts, l as timeline, n as failures, o as notices, r as headline, s as resources, t as environment, u as warnings } from "./parts.js";
// src/reporting/markdown/summary.ts
/** GitHub refuses a step summary that is larger. */
const SUMMARY_BYTES = 1048576;
/** `summary.md`; `budgetBytes` is for documents that already hold something. */
function renderSummary(model, budgetBytes = SUMMARY_BYTES) {
	return fitToBudget(budgetBytes, (without) => joinParts([
		headline(model, 2),
		failures(model, without),
		warnings(model),
		metrics(model),
		stages(model, without),
		model.comparison,
		notices(model, without),
		timeline(model, without),
		resources(model, without),
		environment(model, without),
		leftOut(without)
	]), () => joinParts([headline(model, 2)]));
}
export { renderSummary };
