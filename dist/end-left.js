import { t as endLeft } from "./chunks/left.js";
// src/execution/guardian/end-left.ts
const [mark, logFolder] = process.argv.slice(2);
if (mark !== void 0 && logFolder !== void 0) await endLeft({
	mark,
	logFolder
});
export {};
