import { C as leftOut, S as fitToBudget, T as joinParts, _ as headline, a as findings, b as warnings, c as reproduction, d as timeline, f as trends, g as failures, h as environment, i as evidence, l as resourceLines, m as compared, o as llm, p as advice, r as caches, s as moved, t as stages, u as resources, v as metrics, x as ALL_LEFT_OUT, y as notices } from "./stages.js";
import { r as jobHeading } from "./job-sections.js";
// src/reporting/markdown/summary.ts
/** GitHub refuses a step summary that is larger. */
const SUMMARY_BYTES = 1048576;
/** `summary.md`; `budgetBytes` is for documents that already hold something. */
function renderSummary(model, budgetBytes = SUMMARY_BYTES) {
	return fitToBudget(budgetBytes, (without) => joinParts([
		...heading(model),
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
	]), () => joinParts([...heading(model), ALL_LEFT_OUT]));
}
/** The verdict; of a leg of a matrix below its name, since the page of a run shows the summaries of all. */
function heading(model) {
	return model.leg === void 0 ? [headline(model, 2)] : [jobHeading(model.leg), headline(model, 3)];
}
export { renderSummary };
