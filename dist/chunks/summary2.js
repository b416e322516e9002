import { C as leftOut, S as fitToBudget, _ as headline, a as findings, b as warnings, c as reproduction, d as timeline, f as trends, g as failures, h as environment, i as evidence, l as resourceLines, m as compared, o as llm, p as advice, r as caches, s as moved, t as stages, u as resources, v as metrics, w as joinParts, x as ALL_LEFT_OUT, y as notices } from "./stages.js";
// src/reporting/markdown/summary.ts
/** GitHub refuses a step summary that is larger. */
const SUMMARY_BYTES = 1048576;
/** `summary.md`; `budgetBytes` is for documents that already hold something. */
function renderSummary(model, budgetBytes = SUMMARY_BYTES) {
	return fitToBudget(budgetBytes, (without) => joinParts([
		headline(model, 2),
		failures(model, without),
		warnings(model),
		compared(model),
		stages(model, without),
		metrics(model),
		advice(model, without),
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
	]), () => joinParts([headline(model, 2), ALL_LEFT_OUT]));
}
export { renderSummary };
