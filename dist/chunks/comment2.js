import { C as ALL_LEFT_OUT, D as joinParts, E as whatFits, T as leftOut, _ as failures, a as findings, c as reproduction, d as timeline, h as compared, n as caches, o as llm, p as stages, s as moved, t as advice, u as resources, v as headline, x as notices, y as identity } from "./details.js";
// src/reporting/markdown/comment.ts
const COMMENT_BYTES = 6e4;
const NAMES = 4;
function renderComment(model, budgetBytes = COMMENT_BYTES) {
	return joinParts(commentBlocks(model, budgetBytes));
}
function commentBlocks(model, budgetBytes = COMMENT_BYTES) {
	const verdict = headline(model, 3);
	const render = (without) => [
		[verdict],
		open(model, without),
		folded(model, without)
	].map((parts) => joinParts(parts).trimEnd()).filter((block) => block !== "");
	const without = whatFits(budgetBytes, (some) => joinParts(render(some)));
	return without === void 0 ? [verdict, ALL_LEFT_OUT] : render(without);
}
function open(model, without) {
	return [
		identity(model),
		compared(model),
		stages(model, without, NAMES),
		failures(model, without),
		notices(model, without)
	];
}
function folded(model, without) {
	return [
		advice(model, without),
		timeline(model, without),
		moved(model, without),
		caches(model, without),
		llm(model, without),
		resources(model, without),
		findings(model, without),
		reproduction(model, without),
		leftOut(without)
	];
}
export { renderComment as n, commentBlocks as t };
