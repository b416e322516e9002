import { c as stages, d as fitToBudget, f as leftOut, i as joinParts, l as timeline, n as failures, o as notices, r as headline, s as resources } from "./parts.js";
// src/reporting/markdown/comment.ts
/** Below the 65,536 characters that GitHub accepts, with room for a marker. */
const COMMENT_BYTES = 6e4;
/** `comment.md`. */
function renderComment(model, budgetBytes = COMMENT_BYTES) {
	return fitToBudget(budgetBytes, (without) => joinParts([
		headline(model, 3),
		model.comparison,
		stages(model, without),
		failures(model, without),
		notices(model, without),
		timeline(model, without),
		resources(model, without),
		leftOut(without)
	]), () => joinParts([headline(model, 3)]));
}
export { renderComment };
