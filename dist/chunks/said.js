import { C as object, m as literal } from "./dist.js";
import { t as freeText } from "./free-text.js";
// src/record/facts/said.ts
/** What a record of schema 1 said of something in a sentence, where later ones have a fact. */
/** Made only from records of schema 1. */
const said = object({
	kind: literal("said"),
	text: freeText
});
export { said as t };
