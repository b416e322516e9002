import { C as ALL_LEFT_OUT, D as joinParts, S as warnings, T as leftOut, _ as failures, a as findings, b as metrics, c as reproduction, d as timeline, f as trends, g as environment, h as compared, i as evidence, l as resourceLines, m as advice, n as caches, o as llm, p as stages, r as causes, s as moved, u as resources, v as headline, w as fitToBudget, x as notices, y as identity } from "./details.js";
import { r as jobHeading } from "./job-sections.js";
// src/reporting/markdown/summary.ts
const SUMMARY_BYTES = 1048576;
const NAMES = 100;
function renderSummary(model, budgetBytes = SUMMARY_BYTES) {
	return fitToBudget(budgetBytes, (without) => joinParts([
		...heading(model),
		identity(model),
		failures(model, without),
		warnings(model),
		compared(model),
		stages(model, without, NAMES),
		metrics(model),
		advice(model, without),
		notices(model, without),
		causes(model, without),
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
function heading(model) {
	return model.leg === void 0 ? [headline(model, 2)] : [jobHeading(model.leg), headline(model, 3)];
}
export { renderSummary };
