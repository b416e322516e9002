import { _ as timeline, a as headline, b as leftOut, c as warnings, d as findings, f as llm, g as resources, h as resourceLines, i as failures, l as caches, m as reproduction, n as compared, o as metrics, p as moved, r as environment, s as notices, t as stages, u as evidence, v as trends, x as joinParts, y as fitToBudget } from "./stages.js";
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
		compared(model),
		stages(model, without),
		notices(model, without),
		trends(model, without),
		findings(model, without),
		timeline(model, without),
		moved(model, without),
		evidence(model, without),
		caches(model, without),
		llm(model, without),
		resources(model, without),
		resourceLines(model, without),
		reproduction(model, without),
		environment(model, without),
		leftOut(without)
	]), () => joinParts([headline(model, 2)]));
}
export { renderSummary };
