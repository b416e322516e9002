import { fileURLToPath } from "node:url";
import { existsSync } from "node:fs";
// src/execution/process/bundled-entry.ts
/** Entries of the bundle that are started as processes of their own. */
/** Where the entry is: beside the main entries, one folder above the chunks; nowhere in a bundle in parts. */
function bundledEntry(name) {
	return ["./", "../"].map((folder) => fileURLToPath(new URL(`${folder}${name}`, import.meta.url))).find((file) => existsSync(file));
}
export { bundledEntry as t };
