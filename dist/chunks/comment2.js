import { _ as timeline, a as headline, b as leftOut, d as findings, f as llm, g as resources, i as failures, l as caches, m as reproduction, n as compared, p as moved, s as notices, t as stages, x as joinParts, y as fitToBudget } from "./stages.js";
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
		timeline(model, without),
		moved(model, without),
		caches(model, without),
		llm(model, without),
		resources(model, without),
		findings(model, without),
		reproduction(model, without),
		leftOut(without)
	]), () => joinParts([headline(model, 3)]));
}
export { renderComment as t };
