import { fileURLToPath } from "node:url";
import { existsSync } from "node:fs";
// src/execution/process/bundled-entry.ts
function bundledEntry(name) {
	return ["./", "../"].map((folder) => fileURLToPath(new URL(`${folder}${name}`, import.meta.url))).find((file) => existsSync(file));
}
export { bundledEntry as t };
