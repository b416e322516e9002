import { C as leftOut, S as fitToBudget, _ as headline, a as findings, c as reproduction, d as timeline, g as failures, m as compared, n as advice, o as llm, r as caches, s as moved, t as stages, u as resources, w as joinParts, x as ALL_LEFT_OUT, y as notices } from "./stages.js";
// src/reporting/markdown/comment.ts
/** Below the 65,536 characters that GitHub accepts, with room for a marker. */
const COMMENT_BYTES = 6e4;
/** `comment.md`. */
function renderComment(model, budgetBytes = COMMENT_BYTES) {
	return fitToBudget(budgetBytes, (without) => joinParts([
		headline(model, 3),
		compared(model),
		stages(model, without),
		failures(model, without),
		notices(model, without),
		advice(model, without),
		timeline(model, without),
		moved(model, without),
		caches(model, without),
		llm(model, without),
		resources(model, without),
		findings(model, without),
		reproduction(model, without),
		leftOut(without)
	]), () => joinParts([headline(model, 3), ALL_LEFT_OUT]));
}
export { renderComment as t };
