import { T as object, g as literal } from "./dist.js";
import { t as freeText } from "./free-text.js";
// src/record/facts/said.ts
const said = object({
	kind: literal("said"),
	text: freeText
});
export { said as t };
